using System.Globalization;
using System.Text;

namespace Tessera.Server.Pages;

/// <summary>What is marked along the thresholds of a curve.</summary>
/// <param name="Written">The threshold as written.</param>
/// <param name="Proposed">The threshold proposed, if any.</param>
/// <param name="From">Start of its interval, if any.</param>
/// <param name="Through">End of it.</param>
internal sealed record CurveMarks(long Written, long? Proposed, long? From, long? Through);

/// <summary>Charts as SVG text: pairs of zero-based bars, two lines over months, a share by threshold. Direct labels, no script.</summary>
internal static class Charts
{
    private const int Width = 960;
    private const int Left = 120;
    private const int Room = 720;

    /// <summary>For each label the base's bar above the draft's.</summary>
    public static string Pairs(IReadOnlyList<(string Label, long Base, long Draft)> pairs, Func<long, string> write)
    {
        var most = Math.Max(1, pairs.Select(p => Math.Max(p.Base, p.Draft)).DefaultIfEmpty(1).Max());
        var svg = Begin(16 + (pairs.Count * 56));
        for (var i = 0; i < pairs.Count; i++)
        {
            var (label, left, right) = pairs[i];
            var y = 16 + (i * 56);
            Text(svg, (Left - 12, y + 24), label, "end");
            Bar(svg, (y, left * Room / most), "base", write(left));
            Bar(svg, (y + 20, right * Room / most), "draft", write(right));
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The base's line and the draft's over dates, from zero.</summary>
    public static string Lines(IReadOnlyList<DateOnly> dates, IReadOnlyList<long> left, IReadOnlyList<long> right, Func<long, string> write)
    {
        const int height = 240, top = 24, bottom = 200;
        var most = Math.Max(2, left.Concat(right).DefaultIfEmpty(1).Max());
        // Even, so that the line in the middle stands for a whole number.
        most += most % 2;
        var svg = Begin(height);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" y1=\"{bottom}\" x2=\"{Left + Room}\" y2=\"{bottom}\"/><line class=\"axis\" x1=\"{Left}\" y1=\"{top}\" x2=\"{Left + Room}\" y2=\"{top}\"/>\n");
        Text(svg, (Left - 12, top + 4), write(most), "end");
        Text(svg, (Left - 12, bottom + 4), write(0), "end");
        Text(svg, (Left - 12, ((top + bottom) / 2) + 4), write(most / 2), "end", "soft");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" y1=\"{(top + bottom) / 2}\" x2=\"{Left + Room}\" y2=\"{(top + bottom) / 2}\"/>\n");
        // At most seven dates along the axis, the last of them always.
        var step = Math.Max(1, (dates.Count + 5) / 6);
        for (var i = dates.Count - 1; i >= 0; i -= step) Text(svg, (X(i), bottom + 24), dates[i].ToString("yyyy-MM", CultureInfo.InvariantCulture), "middle", "soft");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area\" d=\"M{Left},{bottom} {string.Join(' ', right.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"L{X(i)},{Y(v)}")))} L{X(right.Count - 1)},{bottom} Z\"/>\n");
        Line(svg, left, "lb");
        Line(svg, right, "ld");
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{X(right.Count - 1)}\" cy=\"{Y(right[^1])}\" r=\"4\"/>\n");
        Text(svg, (Left + Room + 12, Y(right[^1]) + 4), write(right[^1]), "start");
        if (Math.Abs(Y(left[^1]) - Y(right[^1])) > 12) Text(svg, (Left + Room + 12, Y(left[^1]) + 4), write(left[^1]), "start", "soft");
        return svg.Append("</svg>\n").ToString();

        int X(int index) => Left + (right.Count < 2 ? 0 : index * Room / (right.Count - 1));

        int Y(long value) => bottom - (int)(Math.Max(0, value) * (bottom - top) / most);

        void Line(StringBuilder to, IReadOnlyList<long> values, string style)
        {
            to.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"");
            for (var i = 0; i < values.Count; i++) to.Append(CultureInfo.InvariantCulture, $"{X(i)},{Y(values[i])} ");
            to.Append("\"/>\n");
        }
    }

    /// <summary>Shares by threshold, both from zero; what lies far beyond all marks is left off, for a few large values would press the rest together.</summary>
    public static string Curve(IReadOnlyList<(long Threshold, long Share)> points, CurveMarks marks, Func<long, string> write, Func<long, string> writeShare)
    {
        const int height = 280, top = 24, bottom = 220;
        var marked = new[] { marks.Written, marks.Proposed ?? 0, marks.Through ?? 0, points[points.Count / 2].Threshold }.Max();
        var far = Math.Max(1, Math.Min(points.Max(p => p.Threshold), marked * 2));
        far = Math.Max(far, marks.Written);
        var most = Math.Max(1, points.Max(p => p.Share));
        var svg = Begin(height);
        if (marks is { From: { } from, Through: { } through }) svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"base\" opacity=\"0.35\" x=\"{X(from)}\" y=\"{top}\" width=\"{Math.Max(2, X(through) - X(from))}\" height=\"{bottom - top}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" y1=\"{bottom}\" x2=\"{Left + Room}\" y2=\"{bottom}\"/><line class=\"axis\" x1=\"{Left}\" y1=\"{top}\" x2=\"{Left + Room}\" y2=\"{top}\"/>\n");
        Text(svg, (Left - 12, top + 4), writeShare(most), "end");
        Text(svg, (Left - 12, bottom + 4), writeShare(0), "end");
        Text(svg, (Left + Room, bottom + 20), write(far), "end", "soft");
        svg.Append("<polyline class=\"ld\" points=\"");
        foreach (var (threshold, share) in points.Where(p => p.Threshold <= far).OrderBy(p => p.Threshold)) svg.Append(CultureInfo.InvariantCulture, $"{X(threshold)},{bottom - (share * (bottom - top) / most)} ");
        svg.Append("\"/>\n");
        Mark(marks.Written, "lb", bottom + 20);
        if (marks.Proposed is { } proposed) Mark(proposed, "ld", bottom + 40);
        return svg.Append("</svg>\n").ToString();

        long X(long threshold) => Left + (Math.Clamp(threshold, 0, far) * Room / far);

        void Mark(long threshold, string style, int y)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{X(threshold)}\" y1=\"{top}\" x2=\"{X(threshold)}\" y2=\"{bottom}\" stroke-dasharray=\"4 4\"/>\n");
            Text(svg, ((int)X(threshold), y), write(threshold), "middle");
        }
    }

    private static StringBuilder Begin(int height) => new StringBuilder().Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\">\n");

    private static void Bar(StringBuilder svg, (int Y, long Length) at, string style, string label)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{Left}\" y=\"{at.Y}\" width=\"{Math.Max(1, at.Length)}\" height=\"16\"/>");
        Text(svg, ((int)(Left + at.Length + 8), at.Y + 13), label, "start");
    }

    private static void Text(StringBuilder svg, (int X, int Y) at, string text, string anchor, string? style = null) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at.X}\" y=\"{at.Y}\" text-anchor=\"{anchor}\"{(style is null ? "" : $" class=\"{style}\"")}>{System.Net.WebUtility.HtmlEncode(text)}</text>\n");
}

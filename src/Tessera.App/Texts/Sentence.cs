namespace Tessera.App.Texts;

/// <summary>A sentence while it is put together; a thread keeps one for the next.</summary>
internal sealed class Sentence
{
    private const int MostKept = 1_024;

    [ThreadStatic]
    private static Sentence? _kept;

    private char[] _letters = new char[128];
    private int _length;

    /// <summary>What was said so far.</summary>
    public ReadOnlySpan<char> Written => _letters.AsSpan(0, _length);

    /// <summary>An empty one.</summary>
    public static Sentence Taken()
    {
        var sentence = _kept ?? new Sentence();
        _kept = null;
        sentence._length = 0;
        return sentence;
    }

    /// <summary>Keeps it for the next sentence of the thread, unless it grew long.</summary>
    public void GiveBack()
    {
        if (_letters.Length <= MostKept) _kept = this;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (_letters.Length - _length < text.Length) Array.Resize(ref _letters, Math.Max(_letters.Length * 2, _length + text.Length));
        text.CopyTo(_letters.AsSpan(_length));
        _length += text.Length;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tessera.Core.Tests.House;

/// <summary>One C# file with its syntax tree. The path counts from the repository's root, with forward slashes.</summary>
internal sealed class SourceFile
{
    private readonly Lazy<CompilationUnitSyntax> _root;

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        _root = new(() => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot());
    }

    public string Path { get; }

    public string Text { get; }

    public CompilationUnitSyntax Root => _root.Value;

    /// <summary>The folder of the project: the first two parts under src and tests, else the first.</summary>
    public string Project
    {
        get
        {
            string[] parts = Path.Split('/');
            return parts[0] is "src" or "tests" && parts.Length > 2 ? parts[0] + "/" + parts[1] : parts[0];
        }
    }

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    public static int LinesOf(SyntaxToken first, SyntaxNode node) =>
        LineOf(node, node.Span.End) - LineOf(node, first.SpanStart) + 1;

    public string Finding(SyntaxNode at, string what) => $"{Path}({LineOf(at, at.SpanStart)}): {what}";

    public static int LineOf(SyntaxNode node, int position) =>
        node.SyntaxTree.GetLineSpan(new(position, 0)).StartLinePosition.Line + 1;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tessera.Core.Tests.House;

/// <summary>How long a method, a file and a list of parameters may be.</summary>
internal static class SizeRules
{
    public const int MethodLimit = 70;
    public const int MedianLimit = 12;
    public const int FileLimit = 600;
    public const int ParameterLimit = 5;

    public static IEnumerable<string> LongMethods(SourceFile file)
    {
        foreach (var method in Methods(file).Where(m => Length(m) > MethodLimit))
        {
            yield return file.Finding(method, $"{NameOf(method)} has {Length(method)} lines, over {MethodLimit}");
        }

        var statements = file.Root.Members.OfType<GlobalStatementSyntax>().ToList();
        if (statements.Count > 0 && SpanOf(statements) is > MethodLimit and var lines)
        {
            yield return file.Finding(statements[0], $"the top-level statements have {lines} lines, over {MethodLimit}");
        }
    }

    public static IEnumerable<string> LongFiles(SourceFile file)
    {
        int lines = file.Text.AsSpan().Count('\n');
        if (lines > FileLimit)
        {
            yield return $"{file.Path}: {lines} lines, over {FileLimit}";
        }
    }

    /// <summary>The median is taken over the methods with a body of one project.</summary>
    public static IEnumerable<string> LongMedian(IEnumerable<SourceFile> files)
    {
        foreach (var project in files.GroupBy(f => f.Project))
        {
            int[] lengths = [.. project.SelectMany(Methods).Select(Length).Order()];
            if (lengths.Length > 0 && lengths[lengths.Length / 2] >= MedianLimit)
            {
                yield return $"{project.Key}: the median method has {lengths[lengths.Length / 2]} lines, the limit is under {MedianLimit}";
            }
        }
    }

    /// <summary>
    /// Primary constructors of records are lists of fields, constructors of attributes are read by name,
    /// the parameters of a [Theory] are the columns of its table: these may have more.
    /// </summary>
    public static IEnumerable<string> ManyParameters(SourceFile file)
    {
        foreach (var list in file.All<ParameterListSyntax>().Where(l => l.Parameters.Count > ParameterLimit))
        {
            bool exempt = list.Parent is RecordDeclarationSyntax or ParenthesizedLambdaExpressionSyntax
                || (list.Parent is ClassDeclarationSyntax type && IsAttribute(type))
                || (list.Parent is ConstructorDeclarationSyntax { Parent: ClassDeclarationSyntax owner } && IsAttribute(owner))
                || (list.Parent is MethodDeclarationSyntax method && HasAttribute(method, "Theory"));
            if (!exempt)
            {
                yield return file.Finding(list, $"{list.Parameters.Count} parameters, over {ParameterLimit}: pass a record");
            }
        }
    }

    public static bool HasAttribute(MemberDeclarationSyntax member, string name) =>
        member.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() == name);

    private static bool IsAttribute(ClassDeclarationSyntax type) =>
        type.Identifier.Text.EndsWith("Attribute", StringComparison.Ordinal);

    private static IEnumerable<SyntaxNode> Methods(SourceFile file) => file.Root.DescendantNodes().Where(node => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        LocalFunctionStatementSyntax => true,
        AccessorDeclarationSyntax accessor => accessor.Body is not null,
        _ => false,
    });

    // Comments above and attributes do not count, comments inside do.
    private static int Length(SyntaxNode method)
    {
        var first = method.ChildNodesAndTokens()
            .First(part => !part.IsKind(SyntaxKind.AttributeList));
        return SourceFile.LinesOf(first.IsToken ? first.AsToken() : first.AsNode()!.GetFirstToken(), method);
    }

    private static int SpanOf(List<GlobalStatementSyntax> statements) =>
        SourceFile.LinesOf(statements[0].GetFirstToken(), statements[^1]) is var last && statements.Count == 1
            ? last
            : SourceFile.LineOf(statements[^1], statements[^1].Span.End) - SourceFile.LineOf(statements[0], statements[0].SpanStart) + 1;

    private static string NameOf(SyntaxNode method) => method switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        LocalFunctionStatementSyntax l => l.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}

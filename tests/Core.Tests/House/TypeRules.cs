using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tessera.Core.Tests.House;

/// <summary>What types are called, that they are closed, and that those of Core say what they are.</summary>
internal static partial class TypeRules
{
    private static readonly HashSet<string> BannedWords = new(StringComparer.Ordinal)
    {
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Services", "Processor", "Data", "Info",
    };

    public static IEnumerable<string> BannedNames(SourceFile file) =>
        from type in file.All<BaseTypeDeclarationSyntax>()
        from word in Words().Matches(type.Identifier.Text).Select(m => m.Value)
        where BannedWords.Contains(word)
        select file.Finding(type, $"{type.Identifier.Text}: the word {word} says nothing");

    /// <summary>A part of a partial type may be silent when another part speaks.</summary>
    public static IEnumerable<string> SilentPublicTypes(IEnumerable<SourceFile> files) =>
        from part in files.SelectMany(f => f.All<MemberDeclarationSyntax>().Where(IsPublicType).Select(t => (File: f, Type: t)))
        group part by FullName(part.Type) into parts
        where !parts.Any(p => Speaks(p.Type))
        select parts.First().File.Finding(parts.First().Type, $"public type {parts.Key} has no docstring");

    /// <summary>A class that nothing derives from is sealed, abstract or static.</summary>
    public static IEnumerable<string> OpenClasses(IReadOnlyCollection<SourceFile> files)
    {
        var bases = files.SelectMany(f => f.All<BaseTypeSyntax>())
            .Select(b => b.Type.ToString().Split('.')[^1].Split('<')[0])
            .ToHashSet(StringComparer.Ordinal);
        return from file in files
               from type in file.All<TypeDeclarationSyntax>()
               where type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax record && !record.IsKind(SyntaxKind.RecordStructDeclaration))
               where !type.Modifiers.Any(m => m.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword or SyntaxKind.PartialKeyword)
               where !bases.Contains(type.Identifier.Text)
               select file.Finding(type, $"{type.Identifier.Text} is neither sealed, abstract nor static, and nothing derives from it");
    }

    public static IEnumerable<string> FilesForNothing(SourceFile file)
    {
        var types = file.All<BaseTypeDeclarationSyntax>().ToList();
        if (types is [TypeDeclarationSyntax { Members.Count: 0 } only]
            && only is RecordDeclarationSyntax or ClassDeclarationSyntax
            && (only.ParameterList is null || only.ParameterList.Parameters.Count == 0)
            && !only.Identifier.Text.EndsWith("Attribute", StringComparison.Ordinal))
        {
            yield return file.Finding(only, $"a file for the empty {only.Identifier.Text}: let it live with what uses it");
        }
    }

    public static IEnumerable<string> Regions(SourceFile file) =>
        file.Root.DescendantTrivia()
            .Where(t => t.IsKind(SyntaxKind.RegionDirectiveTrivia))
            .Select(t => $"{file.Path}({SourceFile.LineOf(file.Root, t.SpanStart)}): a region");

    public static IEnumerable<string> TestsThatAreNoSentences(SourceFile file) =>
        from method in file.All<MethodDeclarationSyntax>()
        where SizeRules.HasAttribute(method, "Fact") || SizeRules.HasAttribute(method, "Theory")
        where method.Identifier.Text.Split('_').Length < 3
        select file.Finding(method, $"{method.Identifier.Text} is no sentence");

    private static bool IsPublicType(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        && member.Modifiers.Any(SyntaxKind.PublicKeyword)
        && member.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(a => a.Modifiers.Any(SyntaxKind.PublicKeyword));

    private static bool Speaks(MemberDeclarationSyntax type)
    {
        string above = type.GetLeadingTrivia().ToFullString();
        return above.Contains("///", StringComparison.Ordinal) && above.Contains("<summary>", StringComparison.Ordinal);
    }

    private static string FullName(MemberDeclarationSyntax type) => string.Join(
        '.',
        type.AncestorsAndSelf().Reverse().Select(node => node switch
        {
            BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
            TypeDeclarationSyntax t => t.Identifier.Text + (t.TypeParameterList?.Parameters.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""),
            EnumDeclarationSyntax e => e.Identifier.Text,
            DelegateDeclarationSyntax d => d.Identifier.Text,
            _ => "",
        }).Where(part => part.Length > 0));

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.None, 1000)]
    private static partial Regex Words();
}

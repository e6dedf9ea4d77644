using System.Globalization;
using System.Reflection;

namespace Tessera.Storage.Migrations;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">Folder name.</param>
/// <param name="Up">What changes.</param>
/// <param name="Check">Statements that each return 1 when the step left the store as it should be.</param>
public sealed record Migration(int Number, string Name, string Up, string Check);

/// <summary>Brings the tables up to date: forward only, each step with its check in one transaction, so that a killed migration goes on where it was.</summary>
public static class Migrator
{
    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadAll();

    /// <summary>Number of the last step this program knows.</summary>
    public static int Known => All[^1].Number;

    /// <summary>Number of the last step a store has; 0 for an empty one.</summary>
    public static int Found(StoreConnection connection) => connection.SchemaNumber;

    /// <summary>Carries out what is missing.</summary>
    /// <returns>The names of the steps carried out.</returns>
    /// <exception cref="StoreRefused">The store is newer than this program.</exception>
    public static IReadOnlyList<string> BringUpToDate(StoreConnection connection)
    {
        var done = new List<string>();
        foreach (var step in Missing(connection))
        {
            Carry(connection, step);
            done.Add(step.Name);
        }

        return done;
    }

    /// <summary>The steps a store has not had yet, in order.</summary>
    /// <exception cref="StoreRefused">The store is newer than this program.</exception>
    public static IReadOnlyList<Migration> Missing(StoreConnection connection)
    {
        var found = Found(connection);
        RequireNotNewer(found);
        return [.. All.Skip(found)];
    }

    internal static void RequireCurrent(StoreConnection connection)
    {
        var found = Found(connection);
        RequireNotNewer(found);
        if (found < Known) throw new StoreRefused("store.migrate", $"The store has schema {Text(found)}, this program needs {Text(Known)}: run `tessera migrate`.", Text(found), Text(Known));
    }

    private static void RequireNotNewer(int found)
    {
        if (found > Known) throw new StoreRefused("store.newer", $"The store has schema {Text(found)}, this program knows {Text(Known)}: use the newer program.", Text(found), Text(Known));
    }

    internal static void Carry(StoreConnection connection, Migration step)
    {
        connection.Begin();
        try
        {
            connection.LockMigration();
            if (Found(connection) >= step.Number) return;
            foreach (var sql in Split(connection.Render(step.Up))) connection.Execute(sql);
            foreach (var sql in Split(connection.Render(step.Check)))
            {
                using var statement = connection.Sql(sql);
                if (!statement.Step() || !statement.Bool(0)) throw new InvalidOperationException($"migration {step.Name} failed its check: {sql}");
            }

            connection.SchemaNumber = step.Number;
            connection.Commit();
        }
        finally
        {
            connection.Rollback();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Statements end with a semicolon at the end of a line; comments are lines of their own or follow two dashes.
    private static IEnumerable<string> Split(string sql)
    {
        var text = string.Join('\n', sql.Split('\n').Select(line => line.IndexOf("--", StringComparison.Ordinal) is var at and >= 0 ? line[..at].TrimEnd() : line.TrimEnd()));
        return text.Split(";\n").Select(s => s.Trim().TrimEnd(';')).Where(s => s.Length > 0);
    }

    private static List<Migration> ReadAll()
    {
        var assembly = typeof(Migrator).Assembly;
        const string prefix = "Tessera.Storage.Migrations._";
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".up.sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, name[prefix.Length..^".up.sql".Length]))
            .ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Number != i + 1) throw new InvalidOperationException($"migration {steps[i].Name} stands at place {i + 1}");
        }

        return steps;
    }

    private static Migration Read(Assembly assembly, string up, string name) =>
        new(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, Text(assembly, up), Text(assembly, up.Replace(".up.sql", ".check.sql", StringComparison.Ordinal)));

    private static string Text(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using Tessera.Testing;

// usage: tessera-testing ASSEMBLY...   prints, for every id, how many tests hold it and which
var map = new CoverageMap();
foreach (string assembly in args)
{
    map.AddAssembly(assembly);
}

foreach (var (id, tests) in map.Entries)
{
    Console.WriteLine($"{id}  ({tests.Count})");
    foreach (string test in tests)
    {
        Console.WriteLine("    " + test);
    }
}

var required = RequiredCoverage.Read();
var missing = map.MissingOf(required).ToList();
foreach (string id in missing)
{
    Console.WriteLine($"{id}  (no test)");
}

Console.Error.WriteLine($"{required.Count - missing.Count} of {required.Count} required ids have a test");
return 0;

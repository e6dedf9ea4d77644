using System.CommandLine;

var root = new RootCommand("Tessera: a membership and loyalty engine");
return await root.Parse(args).InvokeAsync();

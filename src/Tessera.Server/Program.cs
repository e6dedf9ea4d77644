using Tessera.Server.Verbs;

return await CommandLine.Run(args);

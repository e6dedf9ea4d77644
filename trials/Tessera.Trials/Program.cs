using Tessera.Trials;

return await TrialProgram.Run(args);

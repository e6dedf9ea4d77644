using Tessera.Bench;

return args is ["B9", ..] ? ReplaySpeed.Run(args.Length > 2 ? args[2] : ".", args.Length > 1 ? long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000) : 2;

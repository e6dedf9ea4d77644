using System.Globalization;
using Tessera.App.People;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tessera.Server.Settings;

/// <summary>A settings file that cannot be used, as one sentence in both languages.</summary>
internal sealed class BadConfiguration(Tessera.Core.LocalText says) : Exception(says.En)
{
    public Tessera.Core.LocalText Says { get; } = says;
}

/// <summary>The settings in force: defaults, then the file, then the environment, then flags.</summary>
internal sealed class Configuration
{
    public const string DefaultFile = "tessera.yaml";
    public const string FileVariable = "TESSERA_CONFIG";

    private readonly Dictionary<string, Settled> _settled;

    private Configuration(Dictionary<string, Settled> settled) => _settled = settled;

    public IReadOnlyList<Settled> All => [.. Setting.All.Select(s => _settled[s.Name])];

    public string Of(Setting setting) => _settled[setting.Name].Value ?? "";

    /// <summary>A whole number.</summary>
    /// <exception cref="BadConfiguration">It is none, or outside the range.</exception>
    public int Number(Setting setting, int least, int most)
    {
        var settled = _settled[setting.Name];
        if (int.TryParse(settled.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        throw Wrong(settled, $"要是 {least} 到 {most} 的整数", $"must be a whole number from {least} to {most}");
    }

    /// <summary>One of a few words.</summary>
    /// <exception cref="BadConfiguration">It is another.</exception>
    public string Word(Setting setting, params string[] words)
    {
        var settled = _settled[setting.Name];
        if (words.Contains(settled.Value, StringComparer.OrdinalIgnoreCase)) return settled.Value!.ToLowerInvariant();
        throw Wrong(settled, $"要是 {string.Join("、", words)} 之一", $"must be one of {string.Join(", ", words)}");
    }

    /// <summary>An http address, or null where none is set.</summary>
    /// <exception cref="BadConfiguration">It is something else.</exception>
    public Uri? Address(Setting setting)
    {
        var settled = _settled[setting.Name];
        if (string.IsNullOrEmpty(settled.Value)) return null;
        return Uri.TryCreate(settled.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw Wrong(settled, "要是 http 或 https 地址", "must be an http or https address");
    }

    /// <summary>The list of breached passwords, or null where none is set; whoever asks closes it.</summary>
    /// <exception cref="BadConfiguration">It cannot be read, or is no such list.</exception>
    public BreachedPasswords? Breached()
    {
        var settled = _settled[Setting.Breached.Name];
        if (string.IsNullOrEmpty(settled.Value)) return null;
        try
        {
            return BreachedPasswords.Open(settled.Value);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Wrong(settled, "要是能读的文件，每行以 40 位大写 SHA-1 开头", "must be a file that can be read, each line beginning with a SHA-1 of 40 capital letters");
        }
    }

    private static BadConfiguration Wrong(Settled settled, string zh, string en)
    {
        var place = settled.Place.Length > 0 ? settled.Place : settled.Setting.Name;
        return new BadConfiguration(new($"{place}：{settled.Setting.Name} {zh}，现在是“{settled.Value}”。", $"{place}: {settled.Setting.Name} {en}, it is “{settled.Value}”."));
    }

    public string? Key => _settled[Setting.Key.Name].Value;

    /// <summary>Reads all sources.</summary>
    /// <param name="file">File named by --config, or null.</param>
    /// <param name="environment">Looks up a variable.</param>
    /// <param name="flags">Flags as given, by setting.</param>
    /// <exception cref="BadConfiguration">The file is missing or broken.</exception>
    public static Configuration Read(string? file, Func<string, string?> environment, IReadOnlyDictionary<Setting, string?> flags)
    {
        var settled = Setting.All.ToDictionary(s => s.Name, s => new Settled(s, s.Default, Origin.Default, ""), StringComparer.Ordinal);
        ReadFile(file, environment, settled);
        foreach (var setting in Setting.All)
        {
            if (FromEnvironment(setting, environment) is { } found) settled[setting.Name] = found;
            if (flags.TryGetValue(setting, out var given) && given is not null) settled[setting.Name] = new Settled(setting, given, Origin.Flag, setting.Flag!);
        }

        return new Configuration(settled);
    }

    private static Settled? FromEnvironment(Setting setting, Func<string, string?> environment)
    {
        // C and POSIX say nothing about a language.
        if (environment(setting.Variable) is { Length: > 0 } value && (setting != Setting.Lang || Languages.Parse(value) is not null))
        {
            return new Settled(setting, value, Origin.Environment, setting.Variable);
        }

        var variable = setting.Variable + "_FILE";
        if (!setting.IsSecret || environment(variable) is not { Length: > 0 } path) return null;
        if (!File.Exists(path)) throw new BadConfiguration(new($"{variable} 指向的文件不存在：{path}", $"The file that {variable} names does not exist: {path}"));
        return new Settled(setting, File.ReadAllText(path).Trim(), Origin.Environment, variable);
    }

    private static void ReadFile(string? named, Func<string, string?> environment, Dictionary<string, Settled> settled)
    {
        var path = named ?? environment(FileVariable);
        if (path is null && !File.Exists(DefaultFile)) return;
        path ??= DefaultFile;
        if (!File.Exists(path)) throw new BadConfiguration(new($"配置文件不存在：{path}", $"The configuration file does not exist: {path}"));
        foreach (var (key, value) in Entries(path))
        {
            var place = $"{path}:{key.Start.Line.ToString(CultureInfo.InvariantCulture)}";
            var setting = Setting.All.FirstOrDefault(s => s.Name == key.Value);
            if (setting is null) throw new BadConfiguration(new($"{place}：没有“{key.Value}”这个设置。", $"{place}: there is no setting “{key.Value}”."));
            if (setting.IsSecret) throw new BadConfiguration(new($"{place}：{key.Value} 是机密，请用 {setting.Variable} 或 {setting.Variable}_FILE。", $"{place}: {key.Value} is a secret; use {setting.Variable} or {setting.Variable}_FILE."));
            settled[setting.Name] = new Settled(setting, value.Value, Origin.File, place);
        }
    }

    private static IEnumerable<(YamlScalarNode Key, YamlScalarNode Value)> Entries(string path)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            var line = e.Start.Line.ToString(CultureInfo.InvariantCulture);
            throw new BadConfiguration(new($"{path}:{line}：YAML 有误。", $"{path}:{line}: the YAML is broken."));
        }

        if (stream.Documents.Count == 0) return [];
        if (stream.Documents[0].RootNode is not YamlMappingNode map || map.Children.Any(c => c.Key is not YamlScalarNode || c.Value is not YamlScalarNode))
        {
            throw new BadConfiguration(new($"{path}：要是“设置: 值”的列表。", $"{path}: must be a list of “setting: value”."));
        }

        return map.Children.Select(c => ((YamlScalarNode)c.Key, (YamlScalarNode)c.Value));
    }
}

namespace Tessera.App.Import;

/// <summary>A column of a list and the field it was taken for.</summary>
/// <param name="Column">Heading.</param>
/// <param name="Field">Field, or null for a column that is not read.</param>
public sealed record FoundColumn(string Column, MemberField? Field);

/// <summary>Headings that name a field by themselves, in Chinese and English: a list with such headings needs no map. Anything that could mean two fields is left to a map.</summary>
public static class MemberHeadings
{
    private static readonly Dictionary<string, MemberField> Known = Read(
    [
        (MemberField.Member, "会员号 会员编号 会员ID 客户编号 客户号 member memberno membernumber customerid customerno externalid"),
        (MemberField.Phone, "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 phone phonenumber mobile mobilephone mobilenumber cellphone tel telephone"),
        (MemberField.Email, "邮箱 电子邮箱 邮件 email emailaddress mail"),
        (MemberField.Card, "卡号 会员卡号 实体卡号 card cardno cardnumber"),
        (MemberField.Name, "姓名 名字 会员姓名 客户姓名 会员名称 name fullname membername customername"),
        (MemberField.Birthday, "生日 出生日期 出生年月日 birthday birthdate dateofbirth dob"),
        (MemberField.JoinedOn, "入会日期 入会时间 注册日期 注册时间 开卡日期 开卡时间 加入日期 joinedon joindate joiningdate registeredon registrationdate membersince"),
        (MemberField.Channel, "渠道 注册渠道 入会渠道 channel joinchannel"),
        (MemberField.Store, "门店 门店编号 注册门店 开卡门店 店铺 store storecode storeid"),
        (MemberField.AsOf, "数据日期 统计日期 asof asofdate"),
        (MemberField.Points, "积分 积分余额 可用积分 剩余积分 当前积分 points pointsbalance balance availablepoints"),
        (MemberField.PointsEarnedOn, "积分获得日期 积分获取日期 pointsearnedon"),
        (MemberField.PointsThrough, "积分有效期 积分有效期至 积分到期日 积分到期日期 积分过期日期 pointsthrough pointsvalidthrough pointsexpiry pointsexpireon"),
        (MemberField.Growth, "成长值 growth growthvalue"),
        (MemberField.Spend, "累计消费 累计消费金额 消费总额 消费金额 总消费 总消费金额 spend totalspend totalspent lifetimespend"),
        (MemberField.Orders, "订单数 累计订单 累计订单数 消费次数 累计消费次数 orders ordercount totalorders"),
        (MemberField.Principal, "储值本金 本金 本金余额 储值本金余额 principal principalbalance storedvalueprincipal"),
        (MemberField.Bonus, "储值赠送 赠送余额 赠送金额 赠金 赠金余额 bonus bonusbalance storedvaluebonus"),
        (MemberField.Coupon, "券 优惠券 券种 券种类 券名称 优惠券名称 coupon coupons couponkind couponname"),
        (MemberField.CouponCount, "券数量 券张数 优惠券数量 优惠券张数 couponcount numberofcoupons"),
        (MemberField.CouponCode, "券码 券号 优惠券码 优惠券号 couponcode"),
        (MemberField.CouponThrough, "券有效期 券有效期至 券到期日 券到期日期 优惠券有效期 优惠券到期日 couponthrough couponvalidthrough couponexpiry"),
        (MemberField.Tier, "等级 会员等级 级别 会员级别 tier membertier level memberlevel"),
        (MemberField.TierSince, "等级起始日期 等级开始日期 升级日期 定级日期 tiersince"),
        (MemberField.LockThrough, "等级锁定至 锁定至 保级至 lockthrough tierlockedthrough"),
    ]);

    /// <summary>Fields by which a person is found again: one of them is enough.</summary>
    internal static IReadOnlyList<MemberField> Identities { get; } = [MemberField.Member, MemberField.Phone, MemberField.Email, MemberField.Card];

    /// <summary>What each column of a file is taken for.</summary>
    public static IReadOnlyList<FoundColumn> Find(IReadOnlyList<string> columns) => [.. columns.Select(c => new FoundColumn(c, FieldOf(c)))];

    /// <summary>Whether a row of cells can be the headings of a list.</summary>
    internal static bool AreHeadings(IReadOnlyList<string> cells) => cells.Any(c => FieldOf(c) is { } field && Identities.Contains(field));

    /// <summary>A map made of the headings.</summary>
    /// <exception cref="ImportRefused">No heading names an identity, or two name the same field.</exception>
    internal static MemberMap MapOf(IReadOnlyList<string> columns, string source, FileFormat file)
    {
        var found = Find(columns).Where(c => c.Field is not null).ToList();
        if (!found.Exists(c => Identities.Contains(c.Field!.Value))) throw new ImportRefused("import.file.noIdentity", 1, string.Join(", ", columns.Take(30)));
        if (found.GroupBy(c => c.Field).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ImportRefused("import.file.ambiguous", 1, string.Join(", ", twice.Select(c => c.Column)));
        }

        return new MemberMap
        {
            Source = source,
            File = file,
            TimeFormats = LooseFormats,
            Columns = found.ToDictionary(c => c.Field!.Value, c => new FieldRule { Columns = [c.Column] }),
        };
    }

    /// <summary>Dates as people type them into lists.</summary>
    private static IReadOnlyList<string> LooseFormats { get; } =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日", "yyyy-M-d HH:mm:ss", "yyyy/M/d HH:mm:ss", "yyyy-M-d H:mm", "yyyy/M/d H:mm", "yyyy-MM-dd'T'HH:mm:ss",
    ];

    private static MemberField? FieldOf(string heading) => Known.TryGetValue(Plain(heading), out var field) ? field : null;

    /// <summary>Without case, blanks, marks, and what stands in brackets at the end ("手机号（必填）").</summary>
    private static string Plain(string heading)
    {
        if (heading.Length > 60) return "";
        // Full-width letters and brackets come from Chinese input methods.
        var text = string.Concat(heading.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));
        var bracket = text.IndexOf('(', StringComparison.Ordinal);
        if (bracket > 0) text = text[..bracket];
        return string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }

    private static Dictionary<string, MemberField> Read((MemberField Field, string Names)[] rows) =>
        rows.SelectMany(r => r.Names.Split(' ').Select(n => (Plain(n), r.Field))).ToDictionary(p => p.Item1, p => p.Field, StringComparer.Ordinal);
}

namespace Tessera.App.Demo;

/// <summary>What the demo data of a template is made from: the file <c>templates/NAME/demo.yaml</c>. Every key stands there with its meaning.</summary>
public sealed record DemoRecipe
{
    /// <summary>Seed used when none is given.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Members in all, those of the stories included.</summary>
    public int Members { get; init; } = 100;

    /// <summary>Months of history that end on the end date.</summary>
    public int Months { get; init; } = 12;

    /// <summary>Names under which the tills, the online shop and the older system tell their numbers.</summary>
    public DemoSources Sources { get; init; } = new();

    /// <summary>Stores.</summary>
    public List<DemoStore> Stores { get; init; } = [];

    /// <summary>Channels of purchases and of joining.</summary>
    public List<DemoChannel> Channels { get; init; } = [];

    /// <summary>What is sold.</summary>
    public List<DemoProduct> Products { get; init; } = [];

    /// <summary>Savings the shop gives to everybody, already in the prices told.</summary>
    public List<DemoDiscount> Discounts { get; init; } = [];

    /// <summary>The programme prices each purchase by its promotions and benefits, with what buyers ask of it; null where the till priced by itself.</summary>
    public DemoAsks? Asks { get; init; }

    /// <summary>Freight of online orders, or null.</summary>
    public DemoFreight? Freight { get; init; }

    /// <summary>When people come.</summary>
    public DemoRhythm Rhythm { get; init; } = new();

    /// <summary>Kinds of member.</summary>
    public List<DemoKind> Kinds { get; init; } = [];

    /// <summary>Members whose year is told month by month, so that every turn of the rules can be seen.</summary>
    public List<DemoStory> Stories { get; init; } = [];

    /// <summary>What members do besides buying.</summary>
    public List<DemoBehaviour> Behaviours { get; init; } = [];

    /// <summary>Tags given by staff.</summary>
    public List<DemoTag> Tags { get; init; } = [];

    /// <summary>Live segments that stand in the store when the history is whole.</summary>
    public List<DemoSegment> Segments { get; init; } = [];

    /// <summary>Trials and tiers given by hand.</summary>
    public List<DemoOverlay> Overlays { get; init; } = [];

    /// <summary>Tiers that the older system held, lowest first.</summary>
    public List<DemoOldTier> OldTiers { get; init; } = [];

    /// <summary>Recharge packages that are sold where the till prices by itself; empty: top-ups are held by another system.</summary>
    public List<string> Plans { get; init; } = [];

    /// <summary>What members try at a visit: coupons, rewards, draws, benefits.</summary>
    public List<DemoPerk> Perks { get; init; } = [];

    /// <summary>How points are spent.</summary>
    public DemoRedemption Redemption { get; init; } = new();

    /// <summary>How often something goes another way than planned.</summary>
    public DemoAccidents Accidents { get; init; } = new();
}

/// <summary>Source names: with a number they make a natural key.</summary>
public sealed record DemoSources
{
    /// <summary>The tills.</summary>
    public string Till { get; init; } = "pos";

    /// <summary>The online shop.</summary>
    public string Online { get; init; } = "shop";

    /// <summary>The older member system.</summary>
    public string Old { get; init; } = "old";
}

/// <summary>A store.</summary>
public sealed record DemoStore
{
    /// <summary>Id as facts name it.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name in Chinese, as the store is registered.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name in English; empty: the Chinese one.</summary>
    public string NameEn { get; init; } = "";

    /// <summary>Share of visits, a weight.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Clerks, named <c>ID-c1</c> and so on.</summary>
    public int Clerks { get; init; } = 3;
}

/// <summary>A channel.</summary>
public sealed record DemoChannel
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Share of purchases, a weight.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Share of joinings, a weight.</summary>
    public int JoinShare { get; init; } = 1;

    /// <summary>Sold by the online shop, not by a till.</summary>
    public bool Online { get; init; }
}

/// <summary>A product.</summary>
public sealed record DemoProduct
{
    /// <summary>Article.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Name, for whoever reads the recipe.</summary>
    public string Name { get; init; } = "";

    /// <summary>Category path.</summary>
    public string Category { get; init; } = "";

    /// <summary>Price in currency units, tax included.</summary>
    public decimal Price { get; init; }

    /// <summary>Tax in percent.</summary>
    public int Tax { get; init; } = 6;

    /// <summary>How often it is taken, a weight.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Calendar months in which it is sold; empty: all.</summary>
    public List<int> InMonths { get; init; } = [];
}

/// <summary>A saving.</summary>
public sealed record DemoDiscount
{
    /// <summary>Percent off matching lines; 0 for a saving per order.</summary>
    public int Percent { get; init; }

    /// <summary>Category path it is limited to; empty: all.</summary>
    public string Category { get; init; } = "";

    /// <summary>Weekdays, 1 is Monday; empty: all.</summary>
    public List<int> Weekdays { get; init; } = [];

    /// <summary>Yuan off the order.</summary>
    public decimal Off { get; init; }

    /// <summary>… when it reaches this much.</summary>
    public decimal From { get; init; }

    /// <summary>Part of the orders that use it, per hundred.</summary>
    public int PerHundred { get; init; } = 100;
}

/// <summary>What buyers ask of the price.</summary>
public sealed record DemoAsks
{
    /// <summary>Purchases that use as many points as may be, per hundred.</summary>
    public int PointsPerHundred { get; init; }

    /// <summary>Purchases that use what stored value there is, per hundred.</summary>
    public int StoredValuePerHundred { get; init; }

    /// <summary>Recharge packages of the programme that are sold; empty: top-ups are held by another system.</summary>
    public List<string> Plans { get; init; } = [];
}

/// <summary>Something members try at a visit, whether they may or not: who asks for what is out, or not for their tier, is told so. One of the ids is set.</summary>
public sealed record DemoPerk
{
    /// <summary>Visits after which it is tried, per thousand.</summary>
    public int PerThousandVisits { get; init; }

    /// <summary>Kind of coupon that is claimed.</summary>
    public string Claims { get; init; } = "";

    /// <summary>Kind of coupon that is shown at the counter, where somebody holds one.</summary>
    public string Shows { get; init; } = "";

    /// <summary>With a coupon shown: yuan that it takes off.</summary>
    public decimal Saves { get; init; }

    /// <summary>Reward that is redeemed.</summary>
    public string Redeems { get; init; } = "";

    /// <summary>With a reward: yuan paid beside the points, from the wallet.</summary>
    public decimal Cash { get; init; }

    /// <summary>With a reward: brought back before it was fetched, per hundred; the others are fetched within three days.</summary>
    public int CancelledPerHundred { get; init; }

    /// <summary>Draw that is entered.</summary>
    public string Enters { get; init; } = "";

    /// <summary>Points it takes, for the cautious guess of what a member has.</summary>
    public int Points { get; init; }

    /// <summary>Benefit that is used.</summary>
    public string Uses { get; init; } = "";
}

/// <summary>Freight of an online order.</summary>
public sealed record DemoFreight
{
    /// <summary>Price in currency units.</summary>
    public decimal Price { get; init; }

    /// <summary>Orders of at least this much travel free; 0: the programme says.</summary>
    public decimal FreeFrom { get; init; }

    /// <summary>Part of online orders that are delivered, per hundred; the others are fetched.</summary>
    public int PerHundred { get; init; } = 50;
}

/// <summary>Weights of hours, weekdays and months.</summary>
public sealed record DemoRhythm
{
    /// <summary>24 weights of the hours of a weekday.</summary>
    public List<int> Hours { get; init; } = [];

    /// <summary>24 weights of the hours of Saturday and Sunday.</summary>
    public List<int> WeekendHours { get; init; } = [];

    /// <summary>7 weights, Monday first.</summary>
    public List<int> Weekdays { get; init; } = [1, 1, 1, 1, 1, 1, 1];

    /// <summary>12 weights, January first.</summary>
    public List<int> Months { get; init; } = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>The first hour in which somebody comes; who joins that day joins in the hour before.</summary>
    internal int OpensAt => Math.Max(1, Math.Min(Hours.FindIndex(w => w > 0), WeekendHours.Count == 0 ? 23 : WeekendHours.FindIndex(w => w > 0)));
}

/// <summary>A kind of member.</summary>
public sealed record DemoKind
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Share of the members, a weight.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Visits a month, from and through; each member draws one number.</summary>
    public List<int> Visits { get; init; } = [1, 1];

    /// <summary>Lines of a basket, from and through.</summary>
    public List<int> Lines { get; init; } = [1, 2];

    /// <summary>Units of a line, from and through.</summary>
    public List<int> Units { get; init; } = [1, 1];

    /// <summary>Buys for a company: wholesale.</summary>
    public bool Wholesale { get; init; }

    /// <summary>Own weights of weekdays, Monday first; empty: the common ones.</summary>
    public List<int> Weekdays { get; init; } = [];

    /// <summary>Calendar months in which this kind comes; empty: all.</summary>
    public List<int> InMonths { get; init; } = [];

    /// <summary>Most visits in all; 0: no limit.</summary>
    public int MostVisits { get; init; }

    /// <summary>Months after joining until it falls silent, from and through; empty: never.</summary>
    public List<int> SilentAfter { get; init; } = [];

    /// <summary>Months of silence before it comes back; 0: never.</summary>
    public int BackAfter { get; init; }

    /// <summary>Part of them taken over from the older system, per hundred; the others join by themselves.</summary>
    public int TakenOverPerHundred { get; init; }

    /// <summary>Yuan spent in the older system in the year before, from and through.</summary>
    public List<int> OldSpend { get; init; } = [0, 0];
}

/// <summary>A year told month by month. Month 1 is the first whole calendar month of the history; in the days before it only <see cref="SpendIn"/> holds.</summary>
public sealed record DemoStory
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it shows, for whoever reads the recipe.</summary>
    public string Shows { get; init; } = "";

    /// <summary>How many members live it.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Taken over from the older system with this tier; empty: joins at the start.</summary>
    public string OldTier { get; init; } = "";

    /// <summary>Yuan spent in the older system.</summary>
    public int OldSpend { get; init; }

    /// <summary>Yuan to be reached by each month, from month 1 on.</summary>
    public List<int> Spend { get; init; } = [];

    /// <summary>The list begins again when it ends; otherwise nothing follows.</summary>
    public bool Repeats { get; init; }

    /// <summary>Yuan of a calendar month (1 to 12) instead of the list.</summary>
    public Dictionary<int, int> SpendIn { get; init; } = [];

    /// <summary>Check-ins: how many in which month of the story.</summary>
    public Dictionary<int, int> CheckIns { get; init; } = [];

    /// <summary>The largest order of the story is brought back whole this many days after it; 0: never.</summary>
    public int RefundsLargestAfterDays { get; init; }

    /// <summary>The points of that order are spent the day after it, so that taking them back makes debt.</summary>
    public bool SpendsPointsFirst { get; init; }

    /// <summary>Each month is one order.</summary>
    public bool InOneOrder { get; init; }

    /// <summary>Behaviour type of the check-ins.</summary>
    public string CheckInType { get; init; } = "checkin";
}

/// <summary>A behaviour.</summary>
public sealed record DemoBehaviour
{
    /// <summary>Type as facts name it.</summary>
    public string Type { get; init; } = "";

    /// <summary>Times a month for a member who comes often enough, from and through.</summary>
    public List<int> PerMonth { get; init; } = [0, 0];

    /// <summary>Follows a purchase, per thousand purchases; its object is the order.</summary>
    public int PerThousandPurchases { get; init; }

    /// <summary>Pages that can be its object, named <c>TYPE-1</c> and so on; 0: no object.</summary>
    public int Objects { get; init; }
}

/// <summary>A tag.</summary>
public sealed record DemoTag
{
    /// <summary>Tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Members who get it.</summary>
    public int Members { get; init; }

    /// <summary>Days it holds; 0: for ever.</summary>
    public int Days { get; init; }

    /// <summary>Of them, how many lose it again by hand.</summary>
    public int TakenAgain { get; init; }
}

/// <summary>A live segment.</summary>
public sealed record DemoSegment
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name in Chinese.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name in English; empty: the Chinese one.</summary>
    public string NameEn { get; init; } = "";

    /// <summary>Condition in the words of the programme file, as JSON: the console draws it as rows.</summary>
    public string Condition { get; init; } = "";
}

/// <summary>A tier laid over or set by hand.</summary>
public sealed record DemoOverlay
{
    /// <summary>Tier.</summary>
    public string Tier { get; init; } = "";

    /// <summary>Members who get it.</summary>
    public int Members { get; init; }

    /// <summary>Days it lies over the earned tier; 0: the earned tier itself is set.</summary>
    public int Days { get; init; }

    /// <summary>With a tier set: days the lock holds.</summary>
    public int LockDays { get; init; }
}

/// <summary>A tier of the older system.</summary>
public sealed record DemoOldTier
{
    /// <summary>Tier id of the programme.</summary>
    public string Tier { get; init; } = "";

    /// <summary>Yuan of the year before from which it was held.</summary>
    public int From { get; init; }
}

/// <summary>Spending points.</summary>
public sealed record DemoRedemption
{
    /// <summary>Costs of rewards in points; empty: points are never spent.</summary>
    public List<int> Costs { get; init; } = [];

    /// <summary>Points that a yuan is sure to earn, for a cautious guess of what a member has.</summary>
    public int PointsPerYuan { get; init; } = 1;

    /// <summary>Days until earned points can be spent.</summary>
    public int AfterDays { get; init; }

    /// <summary>All points end with the calendar year.</summary>
    public bool EndWithTheYear { get; init; }

    /// <summary>A visit ends with a reward, per thousand visits of members who have enough.</summary>
    public int PerThousandVisits { get; init; }

    /// <summary>Of those, cancelled within the hour, per thousand.</summary>
    public int CancelledPerThousand { get; init; }
}

/// <summary>What does not go as planned. Rates are per thousand purchases, the rest are counts over the whole history.</summary>
public sealed record DemoAccidents
{
    /// <summary>One line or one unit brought back.</summary>
    public int RefundByLine { get; init; }

    /// <summary>Everything brought back.</summary>
    public int RefundWhole { get; init; }

    /// <summary>Brought back in two parts on two days.</summary>
    public int RefundInTwo { get; init; }

    /// <summary>An amount given back.</summary>
    public int RefundByAmount { get; init; }

    /// <summary>Voided within the hour.</summary>
    public int Voids { get; init; }

    /// <summary>Brought back after its points were spent: makes debt.</summary>
    public int RefundAfterSpending { get; init; }

    /// <summary>Days on which a till was offline and told its purchases up to three days later.</summary>
    public int TillsOffline { get; init; }

    /// <summary>Purchases without a member, a month.</summary>
    public int AnonymousPerMonth { get; init; }

    /// <summary>Of those, claimed within six days, per hundred.</summary>
    public int ClaimedPerHundred { get; init; }

    /// <summary>Returns that name no purchase.</summary>
    public int Cancellations { get; init; }

    /// <summary>Members who exist twice and are merged.</summary>
    public int Merges { get; init; }

    /// <summary>Of those, undone within a month.</summary>
    public int MergesUndone { get; init; }

    /// <summary>Joinings by invitation, per hundred.</summary>
    public int InvitedPerHundred { get; init; }

    /// <summary>Top-ups of stored value.</summary>
    public int TopUps { get; init; }

    /// <summary>Of those, refunded.</summary>
    public int TopUpsRefunded { get; init; }

    /// <summary>Hand corrections of points, most of them given.</summary>
    public int Adjustments { get; init; }

    /// <summary>Frozen members.</summary>
    public int Freezes { get; init; }

    /// <summary>Of those, unfrozen again.</summary>
    public int Unfreezes { get; init; }

    /// <summary>A member comes on the birthday, per hundred.</summary>
    public int BirthdayVisitPerHundred { get; init; }
}

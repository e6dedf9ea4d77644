namespace Tessera.Storage;

/// <content>The stores over this connection, by module.</content>
public abstract partial class StoreConnection
{
    /// <summary>Mode, clock, business date.</summary>
    public SettingStore Settings => field ??= new SettingStore(this);

    /// <summary>Saved views and preferences of people.</summary>
    public PersonalStore Personal => field ??= new PersonalStore(this);

    /// <summary>Gap-free numbers.</summary>
    internal CounterStore Counters => field ??= new CounterStore(this);

    /// <summary>Coupons and codes of pools.</summary>
    public CouponStore Coupons => field ??= new CouponStore(this);

    /// <summary>Stored value and cards.</summary>
    public WalletStore Wallets => field ??= new WalletStore(this);

    /// <summary>Segments and who is in them.</summary>
    public SegmentStore Segments => field ??= new SegmentStore(this);

    /// <summary>Redemptions and pick-up codes.</summary>
    public RedemptionStore Redemptions => field ??= new RedemptionStore(this);

    /// <summary>Bookings.</summary>
    public BookingStore Bookings => field ??= new BookingStore(this);

    /// <summary>Seeds of draws and what was drawn.</summary>
    public DrawStore Draws => field ??= new DrawStore(this);

    /// <summary>Adjustment proposals of the red line.</summary>
    public ProposalStore Proposals => field ??= new ProposalStore(this);

    /// <summary>Reports of backtests and calibrations.</summary>
    public ProgramReportStore ProgramReports => field ??= new ProgramReportStore(this);

    /// <summary>How much of each shared limit is used.</summary>
    public SharedCounterStore SharedCounters => field ??= new SharedCounterStore(this);

    /// <summary>States of members.</summary>
    public MemberStore Members => field ??= new MemberStore(this);

    /// <summary>Lists of members by filters.</summary>
    public MemberList MemberLists => field ??= new MemberList(this);

    /// <summary>Members of bulk work.</summary>
    public BulkStore Bulk => field ??= new BulkStore(this);

    /// <summary>Family cards.</summary>
    public FamilyStore Families => field ??= new FamilyStore(this);

    /// <summary>Writes of decisions.</summary>
    public BatchWriter Batches => field ??= new BatchWriter(this);

    /// <summary>The record: items, entries, lots.</summary>
    public RecordStore Records => field ??= new RecordStore(this);

    /// <summary>Documents by source and number.</summary>
    public DocumentStore Documents => field ??= new DocumentStore(this);

    /// <summary>Identities, links and profiles.</summary>
    public IdentityStore Identities => field ??= new IdentityStore(this);

    /// <summary>Pieces of members' names.</summary>
    public NameStore Names => field ??= new NameStore(this);

    /// <summary>Idempotency keys.</summary>
    public KeyStore Keys => field ??= new KeyStore(this);

    /// <summary>Keys of the API.</summary>
    public ApiKeyStore ApiKeys => field ??= new ApiKeyStore(this);

    /// <summary>What keys asked for lately.</summary>
    public RequestLogStore RequestLog => field ??= new RequestLogStore(this);

    /// <summary>People who sign in.</summary>
    public PersonStore People => field ??= new PersonStore(this);

    /// <summary>Sessions, one-time links, tries.</summary>
    public SessionStore Sessions => field ??= new SessionStore(this);

    /// <summary>What waits for a second person.</summary>
    public ApprovalStore Approvals => field ??= new ApprovalStore(this);

    /// <summary>Outbox and inbox.</summary>
    public OutboxStore Outbox => field ??= new OutboxStore(this);

    /// <summary>Programme versions, cut-offs.</summary>
    public ProgramStore Programs => field ??= new ProgramStore(this);

    /// <summary>Audit records and anchors.</summary>
    public AuditStore Audits => field ??= new AuditStore(this);

    /// <summary>The ledger as one stream.</summary>
    public PointsMoves PointsMoves => field ??= new PointsMoves(this);

    /// <summary>What reports of sales read beside the states.</summary>
    public SaleStore Sales => field ??= new SaleStore(this);

    /// <summary>Reports over tiers.</summary>
    public ReportStore Reports => field ??= new ReportStore(this);

    /// <summary>Exports.</summary>
    public ExportStore Exports => field ??= new ExportStore(this);

    /// <summary>What was taken out of the store.</summary>
    public ExportRegister ExportRegister => field ??= new ExportRegister(this);

    /// <summary>Jobs and the staging tables of imports.</summary>
    public ImportStore Imports => field ??= new ImportStore(this);

    /// <summary>What staff decide about tiers.</summary>
    public Tiers.TierDeskStore TierDesk => field ??= new Tiers.TierDeskStore(this);

    /// <summary>Stores and tills.</summary>
    public PlaceStore Places => field ??= new PlaceStore(this);

    /// <summary>Shifts of tills.</summary>
    public ShiftStore Shifts => field ??= new ShiftStore(this);

    /// <summary>Orders, files and rows of jobs.</summary>
    public WorkStore Work => field ??= new WorkStore(this);

    /// <summary>Nights, leases and what is due.</summary>
    public NightStore Nights => field ??= new NightStore(this);

    /// <summary>Endpoints of webhooks, and what the owner must be told.</summary>
    public WebhookStore Webhooks => field ??= new WebhookStore(this);

    /// <summary>Events on their way to endpoints.</summary>
    public DeliveryStore Deliveries => field ??= new DeliveryStore(this);
}

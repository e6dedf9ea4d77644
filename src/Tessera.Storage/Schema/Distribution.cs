namespace Tessera.Storage.Schema;

/// <summary>
/// How the tables lie on Citus (docs/operating/citus.sql): rows of a member together on one shard, look-ups by other keys each by its own,
/// what every shard joins with as copies. A table that stands here nowhere fails a test.
/// </summary>
internal static class Distribution
{
    /// <summary>The column of tables that belong to members.</summary>
    internal const string Member = "member_id";

    /// <summary>Tables looked up by another key, by that key.</summary>
    internal static readonly IReadOnlyDictionary<string, string> ByOwnKey = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["member_link"] = "public_id", ["identity"] = "key_index", ["document"] = "number", ["anonymous_document"] = "number", ["anonymous_follow"] = "number", ["idempotency_key"] = "key_hash",
        ["import_chunk"] = "job_id", ["import_document"] = "job_id", ["request_log"] = "key_id", ["job_file"] = "job_id", ["job_bad_row"] = "job_id", ["export_taken"] = "id",
        ["coupon_code"] = "code", ["coupon_pool"] = "number",
        ["outbox"] = "position", ["webhook_delivery"] = "endpoint_id", ["webhook_attempt"] = "endpoint_id", ["sign_in_try"] = "subject", ["person_session"] = "token_hash",
        ["pickup_code"] = "code_index", ["till_line"] = "till",
    };

    /// <summary>Small tables, a copy on every node.</summary>
    internal static readonly IReadOnlySet<string> Reference = new HashSet<string>(StringComparer.Ordinal)
    {
        "setting", "counter", "shared_counter", "program_version", "cut_off", "night_run", "lease", "audit_record", "anchor", "api_key", "job", "job_order", "import_map", "place", "key_place",
        "person", "person_code", "one_time_link", "approval", "webhook_endpoint", "webhook_replay", "owner_notice", "draw_seed", "program_report", "program_proposal", "segment",
        "saved_view", "person_preference", "person_store", "till_code", "till_session", "till_shift",
    };
}

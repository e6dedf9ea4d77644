-- Distributes an existing Tessera database with Citus. Run once, as the owner of the tables, while no server of Tessera runs:
--   psql -v ON_ERROR_STOP=1 -d tessera -f citus.sql
-- Before: a backup, `create extension citus`, the workers added (select citus_add_node(...)), and every table brought up to date (tessera migrate).
-- Tables that get rows are moved to the shards by these calls themselves; a big database takes its time.
-- Not run on a cluster by the project's own tests: they check the rules (keys contain the distribution column) and that this file names every table.

begin;

-- What every shard joins with: a copy on each node.
select create_reference_table('setting');
select create_reference_table('counter');
select create_reference_table('shared_counter');
select create_reference_table('program_version');
select create_reference_table('cut_off');
select create_reference_table('segment');
select create_reference_table('saved_view');
select create_reference_table('person_preference');
select create_reference_table('person_store');
select create_reference_table('till_code');
select create_reference_table('till_session');
select create_reference_table('till_shift');
select create_reference_table('night_run');
select create_reference_table('lease');
select create_reference_table('audit_record');
select create_reference_table('anchor');
select create_reference_table('api_key');
select create_reference_table('job');
select create_reference_table('job_order');
select create_reference_table('import_map');
select create_reference_table('place');
select create_reference_table('key_place');
select create_reference_table('person');
select create_reference_table('person_code');
select create_reference_table('one_time_link');
select create_reference_table('approval');
select create_reference_table('webhook_endpoint');
select create_reference_table('webhook_replay');
select create_reference_table('owner_notice');
select create_reference_table('draw_seed');
select create_reference_table('program_report');
select create_reference_table('program_proposal');

-- Rows of a member lie together, on the shard of its account; the first table names the others' places.
select create_distributed_table('member_state', 'member_id');
select create_distributed_table('item', 'member_id', colocate_with => 'member_state');
select create_distributed_table('entry', 'member_id', colocate_with => 'member_state');
select create_distributed_table('lot', 'member_id', colocate_with => 'member_state');
select create_distributed_table('tier_change', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_presence', 'member_id', colocate_with => 'member_state');
select create_distributed_table('purchase_refund', 'member_id', colocate_with => 'member_state');
select create_distributed_table('debit_reference', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_tag', 'member_id', colocate_with => 'member_state');
select create_distributed_table('segment_member', 'member_id', colocate_with => 'member_state');
select create_distributed_table('inbox', 'member_id', colocate_with => 'member_state');
select create_distributed_table('wallet_lot', 'member_id', colocate_with => 'member_state');
select create_distributed_table('wallet_entry', 'member_id', colocate_with => 'member_state');
select create_distributed_table('card', 'member_id', colocate_with => 'member_state');
select create_distributed_table('card_entry', 'member_id', colocate_with => 'member_state');
select create_distributed_table('coupon', 'member_id', colocate_with => 'member_state');
select create_distributed_table('coupon_entry', 'member_id', colocate_with => 'member_state');
select create_distributed_table('redemption', 'member_id', colocate_with => 'member_state');
select create_distributed_table('redemption_secret', 'member_id', colocate_with => 'member_state');
select create_distributed_table('booking', 'member_id', colocate_with => 'member_state');
select create_distributed_table('draw_entry', 'member_id', colocate_with => 'member_state');
select create_distributed_table('fall_left', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_text', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_profile', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_birthday', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_name', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_erasure', 'member_id', colocate_with => 'member_state');
select create_distributed_table('member_anchor', 'member_id', colocate_with => 'member_state');
select create_distributed_table('merge', 'member_id', colocate_with => 'member_state');
select create_distributed_table('family_link', 'member_id', colocate_with => 'member_state');
select create_distributed_table('idempotency_about', 'member_id', colocate_with => 'member_state');
select create_distributed_table('import_member', 'member_id', colocate_with => 'member_state');
select create_distributed_table('tier_batch_row', 'member_id', colocate_with => 'member_state');
select create_distributed_table('bulk_row', 'member_id', colocate_with => 'member_state');
select create_distributed_table('tier_application', 'member_id', colocate_with => 'member_state');
select create_distributed_table('assessment', 'member_id', colocate_with => 'member_state');

-- Look-ups by other keys: each by its own.
select create_distributed_table('member_link', 'public_id', colocate_with => 'none');
select create_distributed_table('identity', 'key_index', colocate_with => 'none');
select create_distributed_table('document', 'number', colocate_with => 'none');
select create_distributed_table('anonymous_document', 'number', colocate_with => 'none');
select create_distributed_table('anonymous_follow', 'number', colocate_with => 'none');
select create_distributed_table('idempotency_key', 'key_hash', colocate_with => 'none');
select create_distributed_table('coupon_code', 'code', colocate_with => 'none');
select create_distributed_table('coupon_pool', 'number', colocate_with => 'none');
select create_distributed_table('outbox', 'position', colocate_with => 'none');
select create_distributed_table('import_chunk', 'job_id', colocate_with => 'none');
select create_distributed_table('import_document', 'job_id', colocate_with => 'none');
select create_distributed_table('request_log', 'key_id', colocate_with => 'none');
select create_distributed_table('job_file', 'job_id', colocate_with => 'none');
select create_distributed_table('job_bad_row', 'job_id', colocate_with => 'none');
select create_distributed_table('export_taken', 'id', colocate_with => 'none');
select create_distributed_table('person_session', 'token_hash', colocate_with => 'none');
select create_distributed_table('pickup_code', 'code_index', colocate_with => 'none');
select create_distributed_table('till_line', 'till', colocate_with => 'none');
select create_distributed_table('sign_in_try', 'subject', colocate_with => 'none');
select create_distributed_table('webhook_delivery', 'endpoint_id', colocate_with => 'none');
select create_distributed_table('webhook_attempt', 'endpoint_id', colocate_with => 'none');

commit;

analyze;

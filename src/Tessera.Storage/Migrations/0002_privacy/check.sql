-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from idempotency_about;
select count(*) = 0 from anonymous_document where sealed_text is not null;

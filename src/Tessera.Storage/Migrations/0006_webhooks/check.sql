-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from webhook_endpoint;
select count(*) = 0 from webhook_delivery;
select count(*) = 0 from webhook_attempt;
select count(*) = 0 from webhook_replay;
select count(*) = 0 from owner_notice;

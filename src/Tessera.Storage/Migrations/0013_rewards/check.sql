-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from redemption;
select count(*) = 0 from redemption_secret;
select count(*) = 0 from pickup_code;
select count(*) = 0 from draw_entry;
select count(*) = 0 from draw_seed;

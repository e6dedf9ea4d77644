-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from member_name;
select count(*) = 0 from export_taken;
select count(*) = 0 from bulk_row;

-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from person_session where confirmed_at is not null;

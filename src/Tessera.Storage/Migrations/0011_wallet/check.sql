-- Each statement returns one row with 1 when the migration left the store as it should be.
select count(*) = 0 from wallet_lot;
select count(*) = 0 from wallet_entry;
select count(*) = 0 from card;
select count(*) = 0 from card_entry;

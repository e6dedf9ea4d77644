select count(*) = 0 from tier_application;
select count(*) = 0 from assessment;

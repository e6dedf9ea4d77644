select count(*) = 0 from job_order;
select count(*) = 0 from import_member;
select count(*) = 0 from place;

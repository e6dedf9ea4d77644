select count(*) = 0 from request_log;

-- Large objects: bytes, listing, owners (grants and comments stand with the others).

-- mutation: large object created
-- expect: UNSAFE | large objects of the database
SELECT lo_create(5000);

-- mutation: large object written
-- expect: UNSAFE | large objects of the database
SELECT lo_put(4242, 2, 'X');

-- mutation: large object written past its end
-- expect: UNSAFE | large objects of the database
SELECT lo_put(4242, 9000, 'X');

-- mutation: large object truncated
-- expect: UNSAFE | large objects of the database
BEGIN; SELECT lo_truncate(lo_open(4242, 131072), 3); COMMIT;

-- mutation: large object removed
-- expect: UNSAFE | large objects of the database
SELECT lo_unlink(4242);

-- mutation: large object removed and another made
-- expect: UNSAFE | large objects of the database
SELECT lo_unlink(4242), lo_create(4244);

-- mutation: large object removed and made again with other bytes
-- expect: UNSAFE | large objects of the database
SELECT lo_unlink(4242); SELECT lo_from_bytea(4242, 'a larger object');

-- mutation: two large objects that exchange their bytes
-- expect: UNSAFE | large objects of the database
SELECT lo_put(4242, 0, 'another large object'), lo_put(4243, 0, 'a large object'); BEGIN; SELECT lo_truncate(lo_open(4243, 131072), 14); COMMIT;

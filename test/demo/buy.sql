-- A purchase: an order of one line.
-- Words: as in shop.sql.
-- It must stay quick: it is what the shop lives on.
\set customer random(100, 20000)
\set product random(1, 500)
BEGIN;
INSERT INTO orders (customer_id, status) VALUES (:customer, 'new') RETURNING id AS order_id \gset
INSERT INTO order_lines VALUES (:order_id, :product, 1);
UPDATE customers SET points = points + 1 WHERE id = :customer;
COMMIT;

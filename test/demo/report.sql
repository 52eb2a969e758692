-- The report that nobody indexed for: it reads the whole table.
-- Words: as in shop.sql.
-- It must stay slow.
\set product random(1, 500)
SELECT count(*), sum(l.quantity) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.product_id = :product AND o.ordered_at > now() - interval '30 days';

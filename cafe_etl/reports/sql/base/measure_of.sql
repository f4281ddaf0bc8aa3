-- The macro `measure_of`: the figure that ranks rows, as --by has chosen.
(CASE WHEN getvariable('measure') = 'quantity' THEN quantity ELSE revenue END)

--! tests/error/loss_no_terms.lua:3: loss takes a value, or terms by their names, such as { class = a, edges = b }; found an empty table
--!     loss {}
loss {}

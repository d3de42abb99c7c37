--! tests/error/own_error_table.lua:3: the model raised an error that is a table, not a text
--!     error({})
error({})

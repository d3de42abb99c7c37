--!     model "255"
--! sub   model "rawset"
model "a"
model "b"

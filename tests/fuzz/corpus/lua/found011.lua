--!     model "-2"
model "0x7fffffff"

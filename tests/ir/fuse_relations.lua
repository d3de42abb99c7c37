-- With -fjoin-walks a kernel walks lists of several relations where their sums meet: s and t in one value, before the product. Sums that
-- meet in no value of the kernel have one each: u is read by another row first. Both ends of a relation are never walked
-- by one kernel, as a row of it would be met by either.
model "fuse_relations"
local author, paper = space "author", space "paper"
local writes = relation("writes", { from = author, to = paper })
local cites = relation("cites", { from = paper, to = paper })
local a, p = input(author) { 3 }, input(paper) { 3 }
local s, t = writes.sum_in(writes.src(a)), cites.sum_in(cites.src(p))
local h = matmul(s + t, param("W", { 3, 2 }))
local u = writes.sum_out(writes.dst(h))
output("both", h)
output("ends", cites.sum_in(cites.src(p)) * cites.sum_out(cites.dst(p)))
output("author", u)
loss(mse(h, target(paper).value(2)))
--$ --dump=fuse -fjoin-walks
--> ; program train: 7 kernels
--> kernel 0: for each paper, demand level 1
-->     %3   paper [2]        matmul
-->   - %5   paper [2]        cites.sum_in             stays out: sums over the other walk's edges
--> kernel 1: for each author, demand level 1
-->     %6   author [2]       matmul
-->   - %8   paper [2]        writes.sum_in             stays out: has other rows
--> kernel 2: for each paper, its incoming writes and incoming cites, demand level 0
-->     %5   paper [2]        cites.sum_in
-->     %8   paper [2]        writes.sum_in
-->     %9   paper [2]        add        h
-->     %11  paper [2]        sub
-->     %12  paper [2]        square
-->     %13  paper [1]        sum_last
-->     %15  paper [1]        div
-->     %17  paper [1]        mul
-->     %18  param [1]        sum_rows
-->     %20  paper [1]        mul
-->     %21  paper [2]        mul
-->     %22  paper [2]        mul        dh
-->   - %24  author [2]       writes.sum_out             stays out: has other rows
-->   - %27  paper [2]        cites.sum_out             stays out: sums over the other walk's edges
--> kernel 3: for each author, its outgoing writes, demand level 1
-->     %24  author [2]       writes.sum_out
-->     %25  param [3,2]      outer
-->   - %29  param [3,2]      add                    stays out: has one row
--> kernel 4: for each paper, its outgoing cites, demand level 1
-->     %27  paper [2]        cites.sum_out
-->     %28  param [3,2]      outer
-->   - %29  param [3,2]      add                    stays out: has one row
--> kernel 5: finish the sums over all rows
-->     %18  param [1]        sum_rows
-->     %25  param [3,2]      outer
-->     %28  param [3,2]      outer
--> kernel 6: values with one row
-->     %29  param [3,2]      add
-->
--> ; program infer: 5 kernels
--> kernel 0: for each paper, its incoming cites
-->     %3   paper [3]        cites.sum_in
-->     %5   paper [2]        matmul
-->   - %7   paper [2]        cites.sum_in             stays out: needs other rows of a value made in this kernel
-->   - %16  paper [3]        mul                    stays out: waits for a value of the same row
--> kernel 1: for each paper, its outgoing cites
-->     %15  paper [3]        cites.sum_out
-->     %16  paper [3]        mul
--> kernel 2: for each author
-->     %8   author [2]       matmul
-->   - %10  paper [2]        writes.sum_in             stays out: has other rows
--> kernel 3: for each paper, its incoming writes and incoming cites
-->     %7   paper [2]        cites.sum_in
-->     %10  paper [2]        writes.sum_in
-->     %11  paper [2]        add        h
-->   - %13  author [2]       writes.sum_out u           stays out: has other rows
--> kernel 4: for each author, its outgoing writes
-->     %13  author [2]       writes.sum_out u
-->
--> ; program score: 2 kernels
--> kernel 0: for each paper, demand level 0
-->     %2   paper [2]        sub
-->     %3   paper [2]        square
-->     %4   paper [1]        sum_last
-->     %6   paper [1]        div
-->     %8   paper [1]        mul
-->     %9   param [1]        sum_rows
--> kernel 1: finish the sums over all rows
-->     %9   param [1]        sum_rows
-->

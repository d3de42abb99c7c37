# logits.bash - what the cases 01 to 03 share: inference of gat2 on karate, compiled with some flags.
data=$shared_files/01_fast_math
expect 0 "$gatcc" "$models/gat2.lua" --data karate -o gat2_karate.c
echo 'int main(void) { return 0; }' >probe.c

# knows COMPILER FLAGS...: the compiler is here and makes a program with them
knows() { "$@" probe.c -lm -o probe >/dev/null 2>&1 && ./probe; }

# right COMPILER FLAGS...: the logits are those of double precision
right() {
    tried=$((tried + 1))
    expect 0 "$@" -DGATCC_INFERENCE_ONLY -I. "$data/app.c" gat2_karate.c -lm -o app
    expect 0 ./app "$data/graph.bin" "$data/params.bin"
    paste out "$data/ref.txt" | awk '{ off = $1 - $2; if (!(off < 1e-5 && off > -1e-5)) bad = 1 }
        END { exit bad || NR != 136 }' || complain "$*: the logits are wrong"
}
tried=0

#!/bin/sh
# cli.sh - the command line of a trainer, over the model of tiny_model.c.
#
#   sh tests/runtime/cli.sh [PATH/TO/tiny]
#
# Without a path it builds that trainer as a user would, with the runtime in
# $GATCC_BUILD (default: build/ beside tests/).
# Every case says what it expects; a failure names the case and shows what came out.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
build=${GATCC_BUILD:-$here/../../build}
tiny=${1:-}
case $tiny in '' | /*) ;; *) tiny=$PWD/$tiny ;; esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

if [ -z "$tiny" ]; then
    tiny=$work/tiny
    LC_ALL=C read -a flags <<<"$(PKG_CONFIG_PATH=$build pkg-config --cflags --libs gatrt)" || exit 1
    "${CC:-cc}" -O2 -DTINY_MAIN "$here/tiny_model.c" -o "$tiny" "${flags[@]}" -lm || exit 1
fi

complain() {
    echo "FAILED: $1"
    sed 's/^/    /' out err
    failed=1
}

# expect CODE arguments...: the exit code, and for failures one line that starts with the program's name.
expect() {
    code=$1
    shift
    "$tiny" "$@" >out 2>err </dev/null
    got=$?
    [ $got -eq "$code" ] || complain "$* : exit $got, expected $code"
    if [ "$code" -ne 0 ]; then
        [ "$(wc -l <err)" -eq 1 ] || complain "$* : an error must be one line"
        grep -q '^tiny[^ ]*: ' err || complain "$* : an error must start with the program's name"
        [ ! -s out ] || complain "$* : an error must leave standard output empty"
    fi
}

says() { grep -q -- "$1" err || complain "the error should say: $1"; }
prints() { grep -q -- "$1" out || complain "standard output should say: $1"; }
has() { [ -s "$1" ] || complain "$1 should have been written"; }
nothing() { [ ! -e "$1" ] || complain "$1 should not have been written"; }
same() { cmp -s "$1" "$2" || complain "$1 and $2 should hold the same bytes"; }
number() { grep -Eq "^ *\"$2\": -?[0-9]" "$1" || complain "$1: \"$2\" should be a number"; }
null() { grep -Eq "^ *\"$2\": null" "$1" || complain "$1: \"$2\" should be null"; }

# ---- wrong command lines: exit 2
expect 2 fly;                                        says "unknown command 'fly'"
expect 2 trian;                                      says "unknown command 'trian'; did you mean train?"
expect 2 train;                                      says 'needs --data'; says 'see tiny[^ ]* train --help'
expect 2 train --data;                               says 'needs a SPEC'
expect 2 train --data=;                              says 'needs a SPEC'
expect 2 train --data karate --fast;                 says "unknown option '--fast' (see tiny[^ ]* train --help)"
expect 2 train --data karate --epoch 5;              says "unknown option '--epoch'; did you mean --epochs?"
expect 2 train --data karate --wieght-decay=1;       says "unknown option '--wieght-decay'; did you mean --weight-decay?"
expect 2 eval --data karate --epoch 5;               says "unknown option '--epoch' (see"
expect 2 train --data karate --data karate;          says '--data was given before'
expect 2 train --data karate --seed 1 --seed=2;      says '--seed was given before'
expect 2 train --data karate --patience soon;        says 'not a whole number'
expect 2 train --data karate --patience -1;          says 'must be 0 to'
expect 2 train karate;                               says "unexpected argument 'karate'"
expect 2 train --data karate --epochs ten;           says 'not a whole number'
expect 2 train --data karate --epochs 1e3;           says 'not a whole number'
expect 2 train --data karate --epochs -1;            says 'must be 0 to'
expect 2 train --data karate --epochs 99999999999999999999
expect 2 train --data karate --threads 5000;         says 'must be 0 to 1024'
expect 2 train --data karate --lr fast;              says 'not a number'
expect 2 train --data karate --lr nan;               says 'not a number'
expect 2 train --data karate --lr -1;                says 'must be 0 to'
expect 2 train --data karate --runs 0;               says 'must be 1 to'
expect 2 train --data karate --optimizer magic;      says 'magic'
expect 2 train --data karate --momentum 0.9;         says '--momentum: optimizer adam has no setting momentum; it takes lr, weight_decay, beta1'
expect 2 train --data karate --optimizer adamw --momentum 0;  says 'optimizer adamw has no setting momentum'
expect 2 train --data karate --optimizer adam:beta=0.5;  says 'adam has no setting beta; it takes lr, .*; did you mean beta1?'
expect 2 train --data karate --optimizer sgd:nesterov;  says 'nesterov needs a momentum'
expect 2 train --data karate --order alphabet;       says 'alphabet: expected auto, none, given, degree, bfs or rcm'
expect 2 train --data karate --metric f1;            says 'no metric is called "f1"'
expect 2 train --data karate --metric mse;           says 'is for target.value'
expect 2 train --data karate --momentum 7;           says 'must be 0 to 1'
expect 2 train --data karate --quiet=yes;            says 'takes no value'
expect 2 train --data karate --out x.npz;            says 'train does not take --out'
expect 2 train --data karate --resume a --weights b; says 'give one'
expect 2 train --data karate --resume a --runs 2;    says 'one run'
expect 2 train --data karate --checkpoint-every 5;   says 'needs --checkpoint'
expect 2 eval --data karate;                         says 'needs --weights FILE or --checkpoint FILE'
expect 2 eval --data karate --weights a --checkpoint b; says 'give one'
expect 2 predict --data karate --weights a;          says 'needs --out'
expect 2 predict --data karate --weights a --out x.txt; says 'must end in .npz or .csv'
expect 2 predict --data karate --weights a --out x.csv --attention; says 'needs --out FILE.npz'
"$tiny" >out 2>err; [ $? -eq 2 ] || complain 'no command at all should be exit 2'

# ---- wrong input: exit 1, nothing written
expect 1 train --data missing.npz --checkpoint w.safetensors; says 'missing.npz'; nothing w.safetensors
expect 1 train --data synth:nodes=50,edges=200,features=9,classes=4,seed=1; says 'features'
expect 1 train --data karate --json no/such/place.json;  says 'cannot write: No such file'
expect 1 train --data karate --checkpoint .;             says 'directory'
expect 1 eval --data karate --weights missing.safetensors; says 'missing.safetensors'
echo 'not weights at all' >broken.safetensors
expect 1 predict --data karate --weights broken.safetensors --out x.npz; says 'broken.safetensors'; nothing x.npz
expect 1 train --data karate --resume broken.safetensors --checkpoint w.safetensors; nothing w.safetensors
"$tiny" train --data karate --quiet --optimizer sgd --lr 1e6 --weight-decay 1e6 --checkpoint w.safetensors >out 2>err
[ $? -eq 1 ] || complain 'a loss that is no number should be exit 1'
says 'training loss is'; has w.safetensors; rm -f w.safetensors
"$tiny" train --data karate --quiet >/dev/full 2>err
[ $? -eq 1 ] || complain 'a full disk behind standard output should be exit 1'

# ---- help
expect 0 --help;         prints 'usage: '
expect 0 help train;     prints 'usage: .* train'; prints '--patience N'
expect 2 help trian;     says "unknown command 'trian'; did you mean train?"
expect 2 bench --data karate --epochs 0; says 'at least one epoch'
expect 0 --version;      prints 'model tiny'
for command in train eval predict bench info; do
    expect 0 $command --help; prints "usage: .* $command"
done
expect 0 predict --help; prints '--attention'

# ---- train
expect 0 train --data karate --checkpoint full.safetensors --json full.json --seed 3
prints 'test       accuracy'; prints 'wrote full.safetensors'; has full.safetensors; has full.json
[ "$(wc -l <err)" -eq 10 ] || complain 'about ten lines of progress were expected'
null full.json val_loss; null full.json val_accuracy; prints 'there are no validation nodes'
for key in train_loss train_accuracy test_accuracy epochs epoch_ms_median infer_ms_median \
    peak_rss_mib seconds seed threads workspace_bytes; do
    number full.json $key
done
grep -q '"losses": \[' full.json || complain 'full.json: no losses'
expect 0 train --data karate --quiet --json - --epochs 3
prints '"test_accuracy":'; [ "$(head -c 1 out)" = '{' ] || complain 'with --json - standard output should be JSON only'
expect 0 train --data karate --log-every 20 --epochs 60
[ "$(wc -l <err)" -eq 3 ] || complain '--log-every 20 of 60 epochs: three lines were expected'
expect 0 train --data karate --epochs 0; prints 'after epoch 0'
! grep -qi 'nan' out || complain 'no epoch, so there is no time of one to be nan'

# ---- an optimiser's settings are its own: another one than the model's has its own defaults
expect 0 train --data karate --optimizer rmsprop --epochs 3 --json rms.json
says 'optimizer rmsprop, not the model.s adam: lr 0.01, weight_decay 0, momentum 0, alpha 0.99, eps 1e-08'
grep -q '"optimizer": "rmsprop"' rms.json || complain 'rms.json: no optimizer'
grep -q '"alpha": 0.98999' rms.json || grep -q '"alpha": 0.99,' rms.json || complain 'rms.json: alpha should be 0.99'
! grep -q '"beta' rms.json || complain 'rms.json: rmsprop has no betas'
expect 0 train --data karate --optimizer rmsprop --lr 0.25 --momentum 0.5 --epochs 3
says 'lr 0.25, weight_decay 0, momentum 0.5, alpha 0.99'
expect 0 train --data karate --optimizer adam --lr 0.5 --epochs 3 --quiet --json own.json   # the model's own
! grep -q optimizer err || complain 'the own optimizer needs no word'
number own.json weight_decay; grep -q '"weight_decay": 0.0005' own.json || complain 'own.json: the weight decay of the model'
expect 0 bench --data karate --optimizer sgd --epochs 2 --quiet --json sgd.json
grep -q '"optimizer": "sgd"' sgd.json || complain 'sgd.json: no optimizer'

# ---- the same bits: threads, pruning, a pause
for threads in 1 2 3 8; do
    expect 0 train --data karate --quiet --seed 3 --threads $threads --checkpoint t.safetensors
    same full.safetensors t.safetensors
done
expect 0 train --data karate --quiet --seed 3 --no-prune --checkpoint t.safetensors; same full.safetensors t.safetensors
expect 0 train --data karate --quiet --seed 3 --epochs 23 --checkpoint half.safetensors
cp half.safetensors rest.safetensors
expect 0 train --data karate --quiet --resume rest.safetensors --checkpoint rest.safetensors
same full.safetensors rest.safetensors
expect 0 train --data karate --quiet --seed 3 --checkpoint-every 7 --checkpoint t.safetensors
same full.safetensors t.safetensors
expect 1 train --data karate --quiet --seed 4 --resume half.safetensors; says 'leave --seed out'

# ---- runs
expect 0 train --data karate --quiet --runs 4 --json runs.json --checkpoint best.safetensors
prints 'test accuracy [0-9.]* ± [0-9.]* % over 4 runs'; prints 'run 4/4  seed 3'
number runs.json test_accuracy_mean; number runs.json test_accuracy_std
[ "$(grep -c '"best_epoch"' runs.json)" -eq 5 ] || complain 'runs.json: four runs and the kept one were expected'
has best.safetensors

# ---- eval agrees with what training printed
"$tiny" train --data karate --quiet --seed 3 2>err | grep '^[a-z]*  *accuracy' >trained
expect 0 eval --data karate --weights full.safetensors --json eval.json
grep '^[a-z]*  *accuracy' out >evaluated; same trained evaluated
number eval.json test_accuracy; number eval.json test_loss; null eval.json val_loss
# where the masks share a graph in training, each is told apart all the same
for order in none rcm; do
    expect 0 train --data synth:nodes=300,edges=3000,features=34,classes=4,seed=5,train=150,val=70,test=50 --quiet \
        --epochs 20 --order $order --checkpoint shared.safetensors --json shared.json
    grep '^[a-z]*  *accuracy' out >trained
    expect 0 eval --data synth:nodes=300,edges=3000,features=34,classes=4,seed=5,train=150,val=70,test=50 \
        --order none --weights shared.safetensors
    grep '^[a-z]*  *accuracy' out >evaluated; same trained evaluated
    number shared.json planned_bytes; number shared.json base_rss_mib
done

expect 0 eval --data karate --weights full.safetensors --metric f1_macro --json eval.json
prints 'test       f1_macro 0\.'; number eval.json test_f1_macro

# ---- predict
expect 0 predict --data karate --checkpoint full.safetensors --out p.csv
[ "$(wc -l <p.csv)" -eq 35 ] || complain 'p.csv: a header and 34 rows were expected'
[ "$(head -n 1 p.csv)" = 'node,class,logits_0,logits_1,logits_2,logits_3' ] || complain 'p.csv: wrong header'
[ "$(awk -F, 'NF != 6' p.csv | wc -l)" -eq 0 ] || complain 'p.csv: a row without all its columns'
expect 0 predict --data karate --weights full.safetensors --out p.npz --attention --json predict.json
has p.npz; number predict.json infer_ms_median
for member in logits classes share edge_index; do
    grep -aq "$member.npy" p.npz || complain "p.npz: no $member"
done

# ---- bench, info
expect 0 bench --data karate --epochs 5 --json bench.json
prints 'training epoch and evaluation'; prints 'k1_loss_and_gradients'
for key in epoch_ms_median epoch_ms_min epoch_ms_p90 epoch_with_evaluation_ms_median infer_ms_median peak_rss_mib; do
    number bench.json $key
done
expect 0 info;                                prints 'lin.weight  *136'; prints 'k3_sum_loss'
expect 0 info --data karate --json info.json; prints 'all nodes  34 nodes, 190 edges'; number info.json parameter_count

# On a busy machine a signal may come before the program listens (bit 14 of what it catches: SIGTERM).
listens() { # PROCESS
    for _ in $(seq 100); do
        grep -q '^SigCgt:.*[4567cdef]...$' "/proc/$1/status" 2>/dev/null && break
        sleep 0.1
    done
    sleep 0.3
}

# ---- Ctrl-C ends the epoch, keeps the checkpoint, and what is kept can be resumed
"$tiny" train --data karate --epochs 1000000 --quiet --checkpoint cut.safetensors >out 2>err &
child=$!
listens $child
kill -TERM $child
wait $child
[ $? -eq 143 ] || complain 'a run that SIGTERM interrupted should be exit 143'
prints 'interrupted after epoch'; has cut.safetensors
[ ! -s err ] || complain 'an interrupted run with a checkpoint has nothing to complain about'
done_epochs=$(sed -n 's/^interrupted after epoch \([0-9]*\).*/\1/p' out)
expect 0 train --data karate --quiet --epochs "${done_epochs:-1}" --checkpoint whole.safetensors
same cut.safetensors whole.safetensors

"$tiny" train --data karate --epochs 1000000 --quiet >out 2>err &
child=$!
listens $child
kill -TERM $child
wait $child
[ $? -eq 143 ] || complain 'an interrupted run without a checkpoint should be exit 143 as well'
says 'no weights were kept'

[ $failed -eq 0 ] && echo "all of cli.sh passed"
exit $failed

# tests.bash - which tests a mutant is given to, quickest first. Sourced by mutate.bash and applies.sh, which say where
# the tree is and how many jobs there are.
#
# NAME | what to build | what to run, in the copy. What no compiler is in runs for the runtime's mutants only.

random_some='--models 20 --seed 1 --jobs 1 --no-shrink'
set_tests() { # the commands name the tree
compiler_tests="
ir/test_rules | test_ir_rules | tests/test_ir_rules
ir/test_eval | test_ir_eval | tests/test_ir_eval
ir/test_ir | test_ir_ir | tests/test_ir_ir
compiler/test_cost | test_compiler_cost | tests/test_compiler_cost
train/test_cora | test_train_cora gatcc gatrt_static | tests/test_train_cora
math/test_exp | test_math_exp | tests/test_math_exp
interpret | gatcc | bash $tree/tests/interpret.sh
error | gatcc | bash $tree/tests/run.sh error
check | gatcc | bash $tree/tests/run.sh check
cases/04 | gatcc | bash $tree/tests/cases/04_workspace_32bit.sh
cases/05 | gatcc | bash $tree/tests/cases/05_include_guard.sh
cases/several_sets | gatcc gatrt_static | bash $tree/tests/cases/several_sets.sh
cases/f20 | gatcc gatrt_static | bash $tree/tests/cases/f20-path-injects-C.sh
math/helpers | gatcc | bash $tree/tests/math/helpers.sh
emit/equal | gatcc | bash $tree/tests/emit/equal.sh
emit/words | gatcc | bash $tree/tests/emit/words.sh
embed/embed | gatcc gatrt_static | bash $tree/tests/embed/embed.sh
embed/exported | gatcc gatrt_static | bash $tree/tests/embed/exported.sh
random/cases | test_random_random | bash $tree/tests/random/cases.sh
runtime/test_explain_grads | test_runtime_explain_grads | tests/test_runtime_explain_grads
train/test_own_attention | test_train_own_attention gatcc | tests/test_train_own_attention
train/test_gradients | test_train_gradients | tests/test_train_gradients
reference/test_layers | test_reference_layers | tests/test_reference_layers
reference/test_relations | test_reference_relations | tests/test_reference_relations
reference/test_graphs | test_reference_graphs | tests/test_reference_graphs
reference/test_links | test_reference_links | tests/test_reference_links
train/test_links | test_train_links | tests/test_train_links
random, 20 models | test_random_random | tests/test_random_random $random_some
ops/test_ops | test_ops_ops | tests/test_ops_ops
emit/depth | gatcc | bash $tree/tests/emit/depth.sh
train/test_messages | test_train_messages | tests/test_train_messages
train/states | gatcc gatrt_static gatrt_shared | bash $tree/tests/train/states.sh
train/bits | gatcc gatrt_static gatrt_shared | bash $tree/tests/train/bits.sh
runtime/oom | gatcc gatrt_static | bash $tree/tests/runtime/oom.sh
random, 200 models | test_random_random | tests/test_random_random --models 200 --seed 1 --jobs $jobs --no-shrink
"
runtime_tests="
runtime/test_metrics | test_runtime_metrics | tests/test_runtime_metrics
runtime/test_choose | test_runtime_choose | tests/test_runtime_choose
runtime/test_rng | test_runtime_rng | tests/test_runtime_rng
runtime/test_threads | test_runtime_threads | tests/test_runtime_threads
runtime/test_optim | test_runtime_optim | tests/test_runtime_optim
runtime/test_graph | test_runtime_graph | tests/test_runtime_graph
runtime/test_order | test_runtime_order | tests/test_runtime_order
runtime/test_lanes | test_runtime_lanes | tests/test_runtime_lanes
runtime/test_statistics | test_runtime_statistics | tests/test_runtime_statistics
runtime/test_space | test_runtime_space | tests/test_runtime_space
runtime/test_propose | test_runtime_propose | tests/test_runtime_propose
runtime/test_fit | test_runtime_fit | tests/test_runtime_fit
runtime/test_sample | test_runtime_sample | tests/test_runtime_sample
runtime/test_made | test_runtime_made | tests/test_runtime_made
runtime/test_explain | test_runtime_explain | tests/test_runtime_explain
runtime/test_safetensors | test_runtime_safetensors | tests/test_runtime_safetensors
runtime/test_data | test_runtime_data | tests/test_runtime_data
runtime/test_pickle | test_runtime_pickle | tests/test_runtime_pickle
runtime/test_torch | test_runtime_torch | tests/test_runtime_torch
runtime/test_pt | test_runtime_pt | tests/test_runtime_pt
runtime/test_plane | test_runtime_plane | tests/test_runtime_plane
runtime/test_planetoid | test_runtime_planetoid | tests/test_runtime_planetoid
runtime/cli | gatrt_static gatrt_shared | bash $tree/tests/runtime/cli.sh
cases/side_by_side | gatcc gatrt_static | bash $tree/tests/cases/side_by_side.sh
cases/compare | gatcc gatrt_static | bash $tree/tests/cases/compare.sh
cases/tune | gatcc gatrt_static | bash $tree/tests/cases/tune.sh
cases/bayes | gatcc gatrt_static | bash $tree/tests/cases/bayes.sh
cases/ranking | gatcc gatrt_static | bash $tree/tests/cases/ranking.sh
cases/protocol | gatcc gatrt_static | bash $tree/tests/cases/protocol.sh
cases/splits | gatcc gatrt_static | bash $tree/tests/cases/splits.sh
cases/f15 | gatcc gatrt_static | bash $tree/tests/cases/f15-hangup-and-pipes.sh
cases/f03 | gatcc gatrt_static | bash $tree/tests/cases/f03-signal-after-training.sh
runtime/readback | gatcc gatrt_static | bash $tree/tests/runtime/readback.sh
cases/f08 | gatcc gatrt_static gatrt_shared | bash $tree/tests/cases/f08-ulimit-v-hang.sh
"
# What writes files: for the mutants of that only.
file_tests="
runtime/test_write | test_runtime_write | tests/test_runtime_write
cases/f01 | gatcc gatrt_static | bash $tree/tests/cases/f01-output-over-input.sh
cases/f09 | gatcc gatrt_static | bash $tree/tests/cases/f09-symlink-tmp.sh
cases/f23 | gatcc gatrt_static | bash $tree/tests/cases/f23-part-files-left.sh
cases/f28 | gatcc gatrt_static | bash $tree/tests/cases/f28-pair-of-c-and-h.sh
runtime/readback | gatcc gatrt_static | bash $tree/tests/runtime/readback.sh
"
}
# Where the tree's own tests grow, this list need not: a test file that it does not name is left out, a named one
# that has gone is an error of cmake's.
tests_for() { # FILE
    case $1 in
        runtime/base/write.c | runtime/base/target.c | runtime/base/leftover.c | runtime/cli/outputs.c | runtime/base/file.c | \
            compiler/base/files.c | compiler/base/scratch.c | compiler/main.c | compiler/outputs.c) printf '%s' "$file_tests" ;;
        compiler/c/emit_model.c | compiler/c/header.c) printf '%s%s' "$file_tests" "$compiler_tests" ;;
        runtime/*) printf '%s%s' "$runtime_tests" "$compiler_tests" ;;
        *) printf '%s' "$compiler_tests" ;;
    esac | sed '/^$/d'
}

# The test that a row of tests/campaigns.md names: of the lists, or any that ctest has. Nothing where there is none.
test_named() { # NAME
    local listed
    listed=$(printf '%s%s%s' "$compiler_tests" "$runtime_tests" "$file_tests" | awk -F ' [|] ' -v name="$1" '$1 == name' | head -n 1)
    if [ -n "$listed" ]; then
        printf '%s\n' "$listed"
    elif [[ ${1##*/} == test_* && -f "$source/tests/$1.c" ]]; then # others of C belong to a script
        local target=test_${1/test_/}
        printf '%s\n' "$1 | ${target//\//_} gatcc | tests/${target//\//_}"
    elif [ -f "$source/tests/$1.sh" ]; then
        printf '%s\n' "$1 | gatcc gatrt_static gatrt_shared | bash $tree/tests/$1.sh"
    elif grep -q "^    set(suites .*\b${1#run/}\b" "$source/CMakeLists.txt" && [ "$1" != "${1#run/}" ]; then
        printf '%s\n' "$1 | gatcc | bash $tree/tests/run.sh ${1#run/}"
    fi
}

# What a row of tests/campaigns.md says that notices a mutant.
row_test() { # MUTANT FILE
    grep -F "| $1 | \`$2\` |" "$source/tests/campaigns.md" | awk -F ' [|] ' '{ print $4 }'
}

#!/usr/bin/env bash
# Weights in .pt files, by the command lines of a trainer and of gatcc: files that PyTorch wrote give the logits that
# PyTorch gave, and both its containers the same bits; other programs' names are changed by rules; what was chosen is
# told; what holds something else, or not all of it, is refused in one line. The files are those of $GATCC_REFERENCE_TASKS/pt.
. "$(dirname "$0")/lib.bash"
pt=${GATCC_REFERENCE_TASKS:-$source_dir/../shared/reference-tasks}/pt
[ -r "$pt/pytorch_gat.pth" ] || skip "no files of PyTorch in $pt"
cp "$files/norm.lua" .
sed /batch_norm/d norm.lua >gat.lua
data=$pt/pytorch_gat.logits.npz
trainer gat gat.lua
trainer norm norm.lua

# both PROGRAM FILE ARGUMENTS...: predictions and exported parameters, by the file; what was told
both() {
    local program=$1 file=$2
    shift 2
    expect 0 "./$program" predict --data "$data" --weights "$file" "$@" --out torch.csv
    cp err told
    expect 0 "./$program" export --weights "$file" "$@" -o torch.params
}

# ---- pytorch-GAT's own names
rules=gat_net.0=conv1,gat_net.1=conv2,linear_proj=lin,scoring_fn_source=att_src,scoring_fn_target=att_dst
both gat "$pt/pytorch_gat.pth" --rename $rules
grep -q 'the weights are its state_dict' told || complain 'which member was taken is not told'
cp torch.csv zip.csv
cp torch.params zip.params
both gat "$pt/pytorch_gat.legacy.pth" --rename $rules --key state_dict
! grep -q 'the weights are' told || complain 'what the user chose is told'
same torch.csv zip.csv
same torch.params zip.params
# PyTorch's logits, row by row
awk -F, 'NR == FNR { for (i = 1; i <= NF; i++) want[FNR, i] = $i; next }
         FNR > 1 { rows++; for (i = 1; i <= 5; i++) { d = $(i + 2) - want[FNR - 1, i]; if (d < 0) d = -d; if (!(d < 1e-6)) bad = 1 } }
         END { exit bad || rows != 8 }' "$files/logits.csv" torch.csv || complain 'not the logits of pytorch-GAT'
expect 0 "$gatcc" gat.lua --interpret --data "$data" --weights "$pt/pytorch_gat.pth" --rename $rules
says 'the weights are its state_dict'
refused 1 'missing too: conv1.att_src, conv2.att_dst, conv2.att_src; not in the model: conv1.scoring_fn_source' ./gat export --weights "$pt/pytorch_gat.pth" \
    --rename "${rules%%,scoring_fn_source*}" -o x.params

# ---- a state dict alone, in a checkpoint, and under the names of a wrapper
for file in state_dict.pt state_dict.legacy.pt checkpoint.pt lightning.pt; do
    both norm "$pt/$file"
    cp torch.csv "$file.csv"
done
same state_dict.pt.csv state_dict.legacy.pt.csv
cmp -s state_dict.pt.csv checkpoint.pt.csv && complain 'one step of training changes nothing'
same checkpoint.pt.csv lightning.pt.csv
grep -q 'all names begin with model., which is left out' told || complain 'a prefix that is left out is not told'
refused 1 'tensor "norm.weight" of shape [12] is not a parameter of model net' ./gat export --weights "$pt/state_dict.pt" -o x.params
refused 1 '--key nodel: there is no nodel in it; it holds model, optimizer, epoch, best, args' \
    ./norm export --weights "$pt/checkpoint.pt" --key nodel -o x.params
nothing x.params

# ---- what is no state dict
for file in whole_module.pt data.pt data_list.pt empty.pt hostile_system.pt hostile_bomb.pt hostile_huge_storage.pt \
    truncated_30.pt truncated_90.legacy.pt hostile_flipped.pt; do
    refused 1 "$file" ./norm export --weights "$pt/$file" -o x.params
    nothing x.params
done

# ---- the command lines
refused 2 '--key goes with --weights FILE' ./norm train --data "$data" --key model
refused 2 '--rename goes with --weights FILE' ./norm export --checkpoint x --rename a=b -o y
refused 2 'expected OLD=NEW' ./norm export --weights x --rename a -o y
refused 2 'expected OLD=NEW' "$gatcc" norm.lua --interpret --data "$data" --weights x --rename a=b=c
refused 2 '--key goes with --weights FILE' "$gatcc" norm.lua --interpret --data "$data" --key model

# ---- the weights that pytorch-GAT publishes, which say of themselves 82.2 % on Cora's test nodes; and as safetensors
published=${GATCC_DATA:-}/pytorch-gat/gat_000000.pth cora=${GATCC_DATA:-}/cora.npz
if [ -r "$published" ] && [ -r "$cora" ]; then
    trainer gat2 "$models/gat2.lua" --data "$cora"
    expect 0 ./gat2 eval --data "$cora" --weights "$published" --rename $rules
    grep -q '^test  *accuracy 82\.2 %' out || complain 'not the accuracy that the file says'
    expect 0 ./gat2 train --data "$cora" --weights "$published" --rename $rules --epochs 0 --runs 2 --quiet --checkpoint w.safetensors
    [ "$(grep -c 'the weights are its state_dict' err)" -eq 1 ] || complain 'of several runs one tells what was read'
    expect 0 ./gat2 export --weights "$published" --rename $rules -o torch.params
    expect 0 ./gat2 export --weights w.safetensors -o safetensors.params
    same torch.params safetensors.params
    refused 1 '--weights begins anew from its weights' ./gat2 train --data "$cora" --resume "$published" --quiet
    refused 1 '--key x: only files of torch.save have members' ./gat2 export --weights w.safetensors --key x -o x.params
else
    printf "left out: pytorch-GAT's published weights on Cora, which need GATCC_DATA\n"
fi
finish

#!/usr/bin/env bash
# A terminal that was closed ended a run with exit 1, as what was left to print could not be: the signal's code, 129, is
# what tells that it was kept.
. "$(dirname "$0")/lib.bash"
trainer karate "$models/gat2.lua" --data karate
cat >terminal.c <<'C'
#define _GNU_SOURCE
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int count, char **command) /* runs it in a terminal that is closed once an epoch was shown; says how it ended */
{
    int terminal, status;
    char said[4096] = "";
    (void)count;
    const pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child < 0)
        return 77;
    if (child == 0) {
        execv(command[1], command + 1);
        _exit(127);
    }
    while (!strstr(said, "loss")) {
        const ssize_t got = read(terminal, said, sizeof said - 1);
        if (got <= 0)
            return 1;
        said[got] = '\0';
    }
    close(terminal);
    waitpid(child, &status, 0);
    printf("%d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    return 0;
}
C
"$CC" terminal.c -o terminal -lutil || { complain 'terminal.c does not compile'; finish; }
for log in '' '--log-every 1'; do
    rm -f b.st
    ./terminal ./karate train --data karate --epochs 1000000 --patience 0 --checkpoint b.st $log >out 2>err </dev/null
    [ $? -ne 77 ] || skip 'no terminals to be had here'
    [ "$(cat out)" = 129 ] || complain "a closed terminal $log: $(cat out), expected 129"
    holds b.st
done
expect 0 ./karate eval --data karate --checkpoint b.st
finish

/* jobs.c - a run in slices, each a process of its own, as many at once as there are jobs: the compiler keeps its memory
 * until its process ends. The totals of a slice come back through a pipe, which holds all of them. */
typedef struct Worker {
    pid_t child;
    int end; /* of the pipe, to read from */
} Worker;

static Worker start_job(int first, int end)
{
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0)
        die("no pipe can be made");
    pid_t child = fork();
    if (child < 0)
        die("no child process can be started");
    if (child > 0) {
        close(ends[1]);
        return (Worker){child, ends[0]};
    }
    Totals totals = {0};
    run_models(&totals, first, end);
    fflush(NULL);
    bool written = write(ends[1], &totals, sizeof totals) == (ssize_t)sizeof totals;
    _exit(written ? GATRT_OK : GATRT_FAILED);
}

/* One of the jobs ends; its totals are added, unless it came to a bad end. */
static void end_job(Worker *jobs, Totals *sum)
{
    Totals one;
    int status = 0, k = 0;
    pid_t child = wait(&status);
    while (k < arguments->jobs && jobs[k].child != child)
        k++;
    if (k == arguments->jobs)
        die("a process ended that is no job");
    if (read(jobs[k].end, &one, sizeof one) == (ssize_t)sizeof one)
        add_totals(sum, &one);
    else
        fprintf(stderr, "a job ended by %s %d\n", WIFEXITED(status) ? "exit" : "signal",
                WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    close(jobs[k].end);
    jobs[k].child = 0;
}

static void tell_progress(const Totals *sum)
{
    if (arguments->models >= 1000 && sum->models % 1000 == 0)
        fprintf(stderr, "%d models, %d failed\n", sum->models, sum->failed);
}

static Totals run_jobs(void)
{
    Totals sum = {0};
    Worker jobs[MOST_JOBS] = {0};
    int running = 0, next = 0;
    /* A short run is shared out evenly. */
    int slice = arguments->models / arguments->jobs < SLICE
                    ? (arguments->models + arguments->jobs - 1) / arguments->jobs
                    : SLICE;
    while (next < arguments->models || running > 0) {
        if (running == arguments->jobs || next >= arguments->models) {
            end_job(jobs, &sum);
            tell_progress(&sum);
            running--;
            continue;
        }
        int free_job = 0, end = next + slice < arguments->models ? next + slice : arguments->models;
        while (jobs[free_job].child)
            free_job++;
        jobs[free_job] = start_job(next, end);
        next = end;
        running++;
    }
    return sum;
}

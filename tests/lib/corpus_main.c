/* Runs a fuzz target over the files and folders named on the command line: the kept corpus is a
 * test in every build, also where libFuzzer is not there. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return perror(path), -1;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
    if (!data || fread(data, 1, (size_t)size, f) != (size_t)size)
        return perror(path), fclose(f), free(data), -1;
    fclose(f);
    LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    return 0;
}

static int run_dir(const char *path)
{
    int ran = 0;
    DIR *dir = opendir(path);
    if (!dir)
        return perror(path), -1;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char file[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (run_file(file) < 0)
            return closedir(dir), -1;
        ran++;
    }
    closedir(dir);
    return ran;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int ran = run_dir(argv[i]);
        printf("%s: %d inputs\n", argv[i], ran);
        if (ran <= 0)
            return 1;
    }
    return 0;
}

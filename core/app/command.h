/* The commands of the command line: one file each, one row in main.c's table. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include "app/options.h"

struct command {
    const char *name; /* "key create": one word or two */
    struct text about;
    int (*run)(int argc, char **argv); /* the words after the name; returns an exit status */
};

int cmd_serve(int argc, char **argv);
int cmd_key_create(int argc, char **argv);
int cmd_key_list(int argc, char **argv);
int cmd_key_revoke(int argc, char **argv);
int cmd_activate(int argc, char **argv);
int cmd_rollback(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_shadow(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_backtest(int argc, char **argv);
int cmd_calendar(int argc, char **argv);
int cmd_calendar_add(int argc, char **argv);
int cmd_calendar_show(int argc, char **argv);
int cmd_calendar_check(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_docs(int argc, char **argv);
int cmd_console(int argc, char **argv);
int cmd_schema_lua(int argc, char **argv);
int cmd_schema_plugin(int argc, char **argv);
int cmd_rebuild(int argc, char **argv);
int cmd_recompute(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_import(int argc, char **argv);

#endif

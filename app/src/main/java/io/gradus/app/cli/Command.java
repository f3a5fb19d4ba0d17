package io.gradus.app.cli;

import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What all commands share.
abstract class Command implements Callable<Integer> {
  private static final int LAST = 1000; // in help texts

  @Spec CommandSpec spec;

  @Option(
      names = "--json",
      order = LAST,
      description = "Print one JSON document on standard output.")
  boolean json;

  @Option(names = "--quiet", order = LAST, description = "Print nothing but results and errors.")
  boolean quiet;

  @Option(names = "--debug", order = LAST, description = "Print a stack trace with an error.")
  boolean debug;

  @Option(
      names = "--threads",
      order = LAST,
      paramLabel = "N",
      description =
          "Threads to compute with; default: all processors. Results do not depend on it.")
  void setThreads(int threads) {
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads must be at least 1, but is " + threads);
    }
    // Read by the backend at its first use.
    System.setProperty("gradus.threads", String.valueOf(threads));
  }

  @Option(
      names = {"-h", "--help"},
      order = LAST,
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  Console console;

  /// Runs the command.
  ///
  /// @return the exit code
  @Override
  public abstract Integer call() throws Exception;

  /// Adds what only this command wants of its parser and options.
  void adapt(CommandSpec command) {}

  /// Refuses words that look like options among expressions, which may begin with a minus sign.
  void refuseOptions(List<String> expressions) {
    for (String text : expressions) {
      if (text.matches("--[A-Za-z][A-Za-z-]*(=.*)?")) {
        throw new UserException(Failure.unknown(text, spec.commandLine()));
      }
    }
  }

  /// The command line as a shell reads it.
  String commandLine() {
    return spec.root().commandLine().getParseResult().originalArgs().stream()
        .map(arg -> arg.matches("[\\w./:=,@%+-]+") ? arg : "'" + arg.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "gradus ", ""));
  }

  /// Prints a line of the result.
  void print(String line) {
    console.out().println(line);
  }

  /// Prints the result as the JSON document.
  void printJson(Object value) {
    console.out().println(Json.text(value).strip());
  }

  /// Tells the user something that is not the result.
  void note(String line) {
    if (!quiet) {
      console.err().println(line);
    }
  }
}

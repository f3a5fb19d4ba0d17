package io.gradus.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The program without a command: help and version.
@CommandLine.Command(
    name = "gradus",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Differentiation and deep learning on the JVM.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "%nExamples:",
      "  gradus train",
      "  gradus train --data penguins.csv --target species --layers \"relu(32)\"",
      "  gradus diff \"x1*x2 + sin(x1)\" --at x1=2,x2=3",
      "  gradus plot \"x*sin(x)\" --derivative 0,1 -o plot.html",
      "",
      "gradus COMMAND --help tells more about a command.",
      "Shell completion: source <(gradus generate-completion)"
    })
final class Root implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  boolean version;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

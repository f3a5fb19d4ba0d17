package io.gradus.app.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Finds the command that is meant, reads its options and runs it.
///
/// Only the command that is named is loaded: `gradus info` never touches the classes of training.
public final class Cli {
  private static final Map<String, Class<? extends Command>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("train", TrainCommand.class);
    COMMANDS.put("evaluate", EvaluateCommand.class);
    COMMANDS.put("predict", PredictCommand.class);
    COMMANDS.put("diagnose", DiagnoseCommand.class);
    COMMANDS.put("report", ReportCommand.class);
    COMMANDS.put("export", ExportCommand.class);
    COMMANDS.put("import", ImportCommand.class);
    COMMANDS.put("gallery", GalleryCommand.class);
    COMMANDS.put("race", RaceCommand.class);
    COMMANDS.put("landscape", LandscapeCommand.class);
    COMMANDS.put("approximate", ApproximateCommand.class);
    COMMANDS.put("kolmogorov", KolmogorovCommand.class);
    COMMANDS.put("propagate", PropagateCommand.class);
    COMMANDS.put("diff", DiffCommand.class);
    COMMANDS.put("plot", PlotCommand.class);
    COMMANDS.put("iterate", IterateCommand.class);
    COMMANDS.put("activations", ActivationsCommand.class);
    COMMANDS.put("trace", TraceCommand.class);
    COMMANDS.put("graph", GraphCommand.class);
    COMMANDS.put("worksheet", WorksheetCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("plan", PlanCommand.class);
    COMMANDS.put("ops", OpsCommand.class);
    COMMANDS.put("info", InfoCommand.class);
  }

  private Cli() {}

  /// Runs the command line.
  ///
  /// @return the exit code
  public static int run(String[] args, Console console) {
    CommandLine line = build(args.length == 0 ? "" : args[0], console);
    boolean debug = false;
    for (String arg : args) {
      debug |= arg.equals("--debug");
    }
    try {
      ParseResult parsed = line.parseArgs(args);
      Integer help = CommandLine.executeHelpRequest(parsed);
      if (help != null) {
        return 0;
      }
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      if (parsed.commandSpec().userObject() instanceof Command command) {
        return command.call();
      }
      // The program without a command, or the completion command of picocli.
      ((Runnable) parsed.commandSpec().userObject()).run();
      return 0;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      Failure failure = Failure.of(e);
      console.err().println("gradus: " + failure.sentence());
      if (debug) {
        e.printStackTrace(console.err());
      }
      return failure.code();
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private static CommandLine build(String first, Console console) {
    CommandLine root = new CommandLine(new Root());
    if (COMMANDS.containsKey(first)) {
      root.addSubcommand(first, command(COMMANDS.get(first), console));
    } else {
      COMMANDS.forEach((name, type) -> root.addSubcommand(name, command(type, console)));
      root.addSubcommand("generate-completion", new GenerateCompletion());
    }
    configure(root, console);
    return root;
  }

  private static Command command(Class<? extends Command> type, Console console) {
    try {
      Command command = type.getDeclaredConstructor().newInstance();
      command.console = console;
      return command;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " needs a constructor without parameters", e);
    }
  }

  private static void configure(CommandLine root, Console console) {
    root.setPosixClusteredShortOptionsAllowed(false);
    root.setOverwrittenOptionsAllowed(true);
    prepare(root.getCommandSpec());
    root.getSubcommands().values().forEach(c -> prepare(c.getCommandSpec()));
    root.setOut(new PrintWriter(console.out(), true));
    root.setErr(new PrintWriter(console.err(), true));
    Ansi colors = console.stop().isPresent() ? Ansi.AUTO : Ansi.OFF;
    root.setColorScheme(Help.defaultColorScheme(colors));
  }

  private static void prepare(CommandSpec command) {
    command
        .usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .parameterListHeading("%n")
        .optionListHeading("%n");
    if (command.userObject() instanceof Command own) {
      own.adapt(command);
    }
  }
}

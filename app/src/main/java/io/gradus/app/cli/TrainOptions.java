package io.gradus.app.cli;

import io.gradus.app.spec.Draft;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.Layers;
import io.gradus.nn.Settings;
import io.gradus.nn.UserException;
import io.gradus.nn.train.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/// The options that make a training spec, alone or on top of a file. Each stands for a setting of
/// the spec, which explains it in the help and checks its value.
final class TrainOptions {
  private static final Settings SETTINGS = Spec.settings();
  private static final String SET = "--set";

  /// An option for a setting.
  ///
  /// @param name the option
  /// @param path the setting; `*` stands for the name that is chosen there
  /// @param label what its value is called
  /// @param sentence the help, if it is not that of the setting
  private record Choice(String name, String path, String label, Optional<String> sentence) {}

  private static final Map<String, List<Choice>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Data",
        List.of(
            choice("--data", "data.file", "FILE", "Table (CSV) or images (IDX)."),
            choice("--labels", "data.labels", "FILE"),
            choice("--test-data", "data.test.file", "FILE", "Data for the test alone."),
            choice("--test-labels", "data.test.labels", "FILE"),
            choice("--validation-data", "data.validation.file", "FILE", "Data to steer by alone."),
            choice("--validation-labels", "data.validation.labels", "FILE"),
            choice("--target", "data.target", "COLUMN,…"),
            choice("--features", "data.features", "COLUMN,…"),
            choice("--task", "data.task", "TASK"),
            choice("--validation", "data.split.validation", "SHARE"),
            choice("--test", "data.split.test", "SHARE"),
            choice("--folds", "data.split.folds", "K"),
            choice("--numeric", "data.numeric", "HOW"),
            choice("--categorical", "data.categorical", "HOW"),
            choice("--missing", "data.missing", "HOW"),
            choice("--target-scaling", "data.target-scaling", "HOW"),
            choice("--cache", "data.cache", "WHERE")));
    GROUPS.put(
        "Network",
        List.of(
            choice(
                "--layers",
                "model.layers",
                "LAYERS",
                "Hidden layers, such as \"relu(64),dropout(0.1),relu(32)\"; \"\" for none."),
            choice("--output", "model.output.activation", "NAME"),
            choice("--init", "model.init", "NAME"),
            choice("--from", "model.from", "MODEL")));
    GROUPS.put(
        "Minimization",
        List.of(
            choice("--loss", "loss", "NAME"),
            choice("--label-smoothing", "loss.*.label-smoothing", "SHARE"),
            choice("--class-weights", "loss.*.class-weights", "WEIGHTS"),
            choice("--optimizer", "optimizer", "NAME"),
            choice("--lr", "optimizer.*.lr", "RATE"),
            choice("--momentum", "optimizer.*.momentum", "SHARE"),
            choice("--nesterov", "optimizer.*.nesterov", "BOOLEAN"),
            choice("--beta1", "optimizer.*.beta1", "SHARE"),
            choice("--beta2", "optimizer.*.beta2", "SHARE"),
            choice("--schedule", "schedule", "NAME,…"),
            choice("--layer-rates", "layer-rates", "FACTORS"),
            choice("--clip", "clip", "NAME"),
            choice("--l2", "regularization.l2", "X"),
            choice("--l1", "regularization.l1", "X"),
            choice("--weight-decay", "regularization.weight-decay", "X"),
            choice("--batch", "batch", "N"),
            choice("--reduction", "reduction", "HOW"),
            choice("--sampling", "sampling", "ORDER")));
    GROUPS.put(
        "Length",
        List.of(
            choice("--epochs", "epochs", "N"),
            choice("--steps", "steps", "N"),
            choice("--patience", "stop.patience", "N"),
            choice("--weights-change", "stop.weights-change", "X"),
            choice("--gradient-norm", "stop.gradient-norm", "X"),
            choice("--risk-change", "stop.risk-change", "X"),
            choice("--seconds", "stop.seconds", "S")));
    GROUPS.put(
        "Run",
        List.of(
            choice("--seed", "seed", "N"),
            choice("--repeat", "repeat", "N"),
            choice("--precision", "precision", "FORMAT"),
            choice("--log-every", "log.every", "N")));
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "A training spec in YAML or JSON; options override it.")
  Path file;

  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  private static Choice choice(String name, String path, String label) {
    return new Choice(name, path, label, Optional.empty());
  }

  private static Choice choice(String name, String path, String label, String sentence) {
    return new Choice(name, path, label, Optional.of(sentence));
  }

  /// Adds the options to a command.
  void addTo(CommandSpec command) {
    GROUPS.forEach((heading, choices) -> {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
      choices.forEach(c -> group.addArg(option(c.name, c.label, help(c), String.class)));
      if (heading.equals("Run")) {
        group.addArg(
            option(
                SET,
                "PATH=VALUE",
                "Any setting of the spec by its path, such as optimizer.adam.epsilon=1e-6.",
                List.class));
      }
      command.addArgGroup(group.build());
    });
  }

  private OptionSpec option(String name, String label, String help, Class<?> type) {
    OptionSpec option =
        OptionSpec.builder(name).type(type).paramLabel(label).description(help).build();
    options.put(name, option);
    return option;
  }

  /// The sentence of the setting, with the names it takes and its default.
  private static String help(Choice c) {
    Settings.Entry e =
        SETTINGS.find(c.path).orElseThrow(() -> new IllegalStateException("no setting " + c.path));
    if (c.sentence.isPresent()) {
      return c.sentence.get();
    }
    List<String> more = new ArrayList<>();
    if (!e.choices().isEmpty()) {
      more.add(String.join(", ", e.choices()));
    }
    String usual = e.about().value();
    if (!usual.isEmpty() && !usual.equals("auto") && !c.path.contains("*")) {
      more.add("default: " + usual);
    }
    String doc = e.about().doc();
    return (more.isEmpty()
            ? doc
            : doc.replaceFirst("\\.$", "") + " (" + String.join("; ", more) + ").")
        .replace("%", "%%");
  }

  /// What is given for an option; null if it is not.
  String value(String option) {
    return options.get(option).getValue();
  }

  /// The spec that file and options describe.
  ///
  /// @throws io.gradus.nn.UserException naming line or option of the first mistake
  Spec spec() {
    if (file != null && file.toString().matches(".*\\.(csv|tsv|gz)")) {
      throw new UserException(file + " is no spec; for data say --data " + file);
    }
    Draft draft = file == null ? new Draft() : Draft.of(file);
    source(draft, "data", "");
    source(draft, "data.test", "test-");
    source(draft, "data.validation", "validation-");
    for (List<Choice> choices : GROUPS.values()) {
      for (Choice c : choices) {
        if (value(c.name) != null && !c.name.matches(".*(data|labels)")) {
          set(draft, c, value(c.name));
        }
      }
    }
    List<String> further = options.get(SET).getValue();
    for (String setting : further == null ? List.<String>of() : further) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new UserException(SET + " needs PATH=VALUE, but is '" + setting + "'");
      }
      draft.set(SET, setting.substring(0, equals), node(setting.substring(equals + 1), SET));
    }
    return Spec.fromTree(draft.tree(), draft::place);
  }

  private static void set(Draft draft, Choice c, String value) {
    if (c.name.equals("--epochs")) {
      draft.remove("steps");
    } else if (c.name.equals("--steps")) {
      draft.remove("epochs");
    }
    int star = c.path.indexOf(".*");
    if (star >= 0) {
      String name = spelledOut(draft, c.path.substring(0, star), c.name);
      draft.set(c.name, c.path.replace("*", name), value);
      return;
    }
    boolean same = value.equals(chosen(draft.get(c.path))); // then its settings stay
    if (!same || SETTINGS.find(c.path).orElseThrow().choices().isEmpty()) {
      draft.set(c.name, c.path, node(c, value));
    }
  }

  private static Object node(Choice c, String value) {
    Settings.Entry e = SETTINGS.find(c.path).orElseThrow();
    if (!e.many() || isTree(value)) {
      return node(value, c.name);
    }
    // Names of columns may have spaces in them; commas in brackets separate nothing.
    return e.choices().isEmpty() ? List.of(value.split(",")) : Layers.split(value);
  }

  /// A value as a spec would hold it: maps and lists may be written as in YAML.
  private static Object node(String value, String option) {
    return isTree(value) ? SpecFile.parse("value: " + value, option).tree().get("value") : value;
  }

  /// True for `[a, b]` and `{name: value}`; a formula in braces, such as `{x*tanh(x)}`, is a text.
  private static boolean isTree(String value) {
    return value.startsWith("[") || value.matches("\\{[^}]*:.*}");
  }

  /// The name that is chosen at a path, after its settings have been given their names.
  private static String spelledOut(Draft draft, String path, String option) {
    Object node = draft.get(path);
    if (node == null) {
      String usual = SETTINGS.find(path).orElseThrow().about().value();
      if (usual.isEmpty() || usual.equals("auto")) {
        throw new UserException(option + " needs to know the " + path + "; add --" + path);
      }
      return usual;
    }
    if (!(node instanceof Map<?, ?> map && map.get(chosen(node)) instanceof Map)) {
      node = Spec.fromTree(Map.of(path, node), draft::place).toTree().get(path);
      draft.set(draft.place(path), path, node);
    }
    return chosen(node);
  }

  private static String chosen(Object node) {
    return node instanceof Map<?, ?> map && !map.isEmpty()
        ? String.valueOf(map.keySet().iterator().next())
        : String.valueOf(node);
  }

  private void source(Draft draft, String path, String option) {
    String data = value("--" + option + "data");
    String labels = value("--" + option + "labels");
    if (data != null) {
      for (String key : List.of("file", "images", "labels", "digits")) {
        draft.remove(path + "." + key);
      }
    }
    if (data != null && labels == null && data.matches(".*(ubyte|idx).*")) {
      throw new UserException(
          data + " looks like images; add their labels by --" + option + "labels FILE");
    }
    boolean images = labels != null || draft.get(path + ".labels") != null;
    draft.set("--" + option + "data", path + (images ? ".images" : ".file"), data);
    draft.set("--" + option + "labels", path + ".labels", labels);
  }
}

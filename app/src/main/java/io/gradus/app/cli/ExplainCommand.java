package io.gradus.app.cli;

import static java.util.Locale.ROOT;

import io.gradus.app.explain.Backpropagation;
import io.gradus.app.explain.DenseNet;
import io.gradus.app.explain.Explanation;
import io.gradus.app.explain.Format;
import io.gradus.app.explain.Homework;
import io.gradus.app.explain.Script;
import io.gradus.app.explain.Step;
import io.gradus.app.explain.Texts;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Codec;
import io.gradus.nn.Losses;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus explain`: a step of gradient descent, written out by hand.
@CommandLine.Command(
    name = "explain",
    description = {
      "Writes backpropagation out by hand for a small network of dense layers: every"
          + " pre-activation, activation, error, gradient and updated weight as formula, numbers"
          + " put in, and value; then the derivation for this network.",
      "The network is a training spec, a trained model, or weights given here."
    },
    footer = {
      "%nExamples:",
      "  gradus explain --weights \"[[2,1],[1,-1],[1,1]]\" --weights \"[[-0.5,0.7,1.2]]\""
          + " --activation relu --input 1,2 --target 6 --lr 1",
      "  gradus explain runs/20261121-093000-iris --input 0.1,-1,0.5,1 --target 0,1,0 --format html"
          + " --lang fa -o explain.html",
      "  gradus explain --weights \"[[2,-1]]\" --input 1,2 --target 1 --homework 7 -o sheet.txt",
      "  gradus explain --weights \"[[2,-1]]\" --input 1,2 --target 1 --homework 7 --key",
      "  gradus explain --weights \"[[2,-1]]\" --input 1,2 --target 1 --check sheet.txt"
    })
final class ExplainCommand extends Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC|MODEL",
      description = "A training spec, whose first weights are taken, or the folder of a model.")
  String subject;

  @Option(
      names = "--weights",
      paramLabel = "ROWS",
      description = "Weights of a layer, a row for each output; once for each layer.")
  List<String> weights = List.of();

  @Option(
      names = "--biases",
      paramLabel = "ROW",
      description = "Biases of a layer; once for each layer, or never.")
  List<String> biases = List.of();

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "The activation of the hidden layers, by name or as a formula such as {x*tanh(x)};"
              + " default: relu.")
  String activation = "relu";

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "The activation of the last layer; default: linear.")
  String outputActivation = "linear";

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description = "The loss; default: half-squared, which is half of the squared error.")
  String loss = "half-squared";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "X",
      description =
          "The input as the network takes it, such as 1,2; once for each example of a batch.")
  List<String> inputs;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "T",
      description = "What the network should say, a number for each output; once for each example.")
  List<String> targets;

  @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate; default: 1.")
  double rate = 1;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, md, tex or html; default: text.")
  String format = "text";

  @Option(
      names = "--lang",
      paramLabel = "LANGUAGE",
      description = "The language of the text: en, ru or fa; default: en.")
  String language = "en";

  @Option(names = "-o", paramLabel = "FILE", description = "Write to a file.")
  Path file;

  @Option(
      names = "--homework",
      paramLabel = "SEED",
      description = "Write a sheet with blanks instead; the seed decides which.")
  Long homework;

  @Option(names = "--key", description = "With --homework: the sheet with its blanks filled in.")
  boolean key;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description =
          "Name the first wrong, empty or missing line of a sheet in text form and say why; exit"
              + " code 1 if there is one.")
  Path check;

  @Override
  public Integer call() throws IOException {
    Format form = Nearest.pick("format", format, Format.values(), f -> f.name().toLowerCase(ROOT));
    Texts texts = Texts.in(known("language", language, Texts.LANGUAGES));
    if (key && homework == null) {
      throw new UserException("--key is the key of a sheet; add --homework with its seed");
    }
    Backpropagation b =
        Backpropagation.of(net(), rows("--input", inputs), rows("--target", targets), rate);
    if (check != null) {
      return check(b, texts);
    }
    Set<String> blanks = homework == null ? Set.of() : Homework.blanks(b, homework);
    String text =
        homework == null
            ? Explanation.write(b, form, texts)
            : Homework.sheet(b, blanks, key, form, texts);
    if (file != null) {
      Files.writeString(file, text);
    }
    if (json) {
      printJson(document(b, key ? Set.of() : blanks));
    } else if (file != null) {
      print("written  " + file);
    } else {
      print(text.stripTrailing());
    }
    return 0;
  }

  private int check(Backpropagation b, Texts texts) throws IOException {
    Optional<Homework.Mistake> mistake = Homework.mistake(b, Files.readAllLines(check), texts);
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("right", mistake.isEmpty());
      mistake.ifPresent(m -> {
        document.put("line", m.line());
        document.put("name", m.step().name().text());
        document.put("answer", m.answer());
        document.put("value", Json.number(m.step().value()));
        document.put("mistake", m.sentence());
      });
      printJson(document);
    } else {
      print(mistake.map(Homework.Mistake::sentence).orElse(texts.say("check.right")));
    }
    return mistake.isEmpty() ? 0 : 1;
  }

  private static String known(String what, String word, List<String> known) {
    if (!known.contains(word)) {
      throw new UserException("unknown %s '%s'%s".formatted(what, word, Nearest.hint(word, known)));
    }
    return word;
  }

  private DenseNet net() {
    if (subject == null == weights.isEmpty()) {
      throw new UserException("give either a spec or model, or --weights for each layer");
    }
    if (subject == null) {
      return inline();
    }
    Model model = TrainedModel.read(Path.of(subject));
    Model.Description d = model.description();
    return DenseNet.of(d.network(), d.activation(), d.loss(), model.params());
  }

  private DenseNet inline() {
    if (!biases.isEmpty() && biases.size() != weights.size()) {
      throw new UserException(
          "there are weights of %d layers, but biases of %d"
              .formatted(weights.size(), biases.size()));
    }
    List<DenseNet.Layer> layers = new ArrayList<>();
    for (int l = 0; l < weights.size(); l++) {
      boolean last = l == weights.size() - 1;
      Activation f = last ? Activations.IDENTITY : named(activation);
      Optional<double[]> bias = Optional.empty();
      if (!biases.isEmpty()) {
        bias = Optional.of(Rows.one("--biases", biases.get(l)));
      }
      layers.add(new DenseNet.Layer(Rows.read("--weights", weights.get(l)), bias, f));
    }
    return new DenseNet(layers, named(outputActivation), Losses.CATALOG.named(loss));
  }

  /// An activation by its name, or by a formula in braces.
  private static Activation named(String text) {
    return Activations.CONVERTER.read(text, new Codec.Reading(new Codec(), "", _ -> ""));
  }

  private static double[][] rows(String option, List<String> texts) {
    return texts.stream().map(text -> Rows.one(option, text)).toArray(double[][]::new);
  }

  /// The calculation, without the values that a sheet asks for.
  private static Map<String, Object> document(Backpropagation b, Set<String> blanks) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Step.Section section : Script.of(b)) {
      for (Step step : section.steps()) {
        Map<String, Object> tree = new LinkedHashMap<>();
        String name = step.name().text();
        tree.put("name", name);
        tree.put("formula", step.formula().symbols().text());
        if (blanks.isEmpty()) { // numbers put in are answers to what comes before
          tree.put("substitution", step.formula().substitution().text());
        }
        tree.put("value", blanks.contains(name) ? null : Json.number(step.value()));
        steps.add(tree);
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("steps", steps);
    if (!blanks.isEmpty()) {
      return document; // the rest would be the key
    }
    document.put("preActivations", b.z().stream().map(ExplainCommand::batch).toList());
    document.put("activations", b.a().stream().map(ExplainCommand::batch).toList());
    document.put("deltas", b.deltas().stream().map(ExplainCommand::batch).toList());
    document.put("loss", Json.number(b.loss()));
    document.put("gradients", layers(b.gradients(), "dW", "db"));
    document.put("updated", layers(b.updated(), "W", "b"));
    return document;
  }

  private static List<Map<String, Object>> layers(
      List<DenseNet.Layer> layers, String weights, String bias) {
    List<Map<String, Object>> trees = new ArrayList<>();
    for (DenseNet.Layer layer : layers) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put(weights, Arrays.stream(layer.weights()).map(ExplainCommand::list).toList());
      layer.bias().ifPresent(b -> tree.put(bias, list(b)));
      trees.add(tree);
    }
    return trees;
  }

  /// The rows of a batch; the only one as it is.
  private static List<?> batch(double[][] rows) {
    return rows.length == 1
        ? list(rows[0])
        : Arrays.stream(rows).map(ExplainCommand::list).toList();
  }

  private static List<Object> list(double[] row) {
    return Arrays.stream(row).mapToObj(Json::number).toList();
  }
}

package io.gradus.nn.diagnose;

import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.nn.train.Result.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What a training has written into `metrics.jsonl` of its own course.
///
/// @param looks what was seen inside of steps, in their order
/// @param epochs what was seen at the ends of epochs, in their order
/// @param ending why the training ended, if it has
/// @param steps the number of steps taken
public record Recording(List<Look> looks, List<Epoch> epochs, Optional<Ending> ending, long steps) {
  /// Copies the lists.
  public Recording {
    looks = List.copyOf(looks);
    epochs = List.copyOf(epochs);
  }

  /// The inside of a step.
  ///
  /// @param step its number, from 1
  /// @param loss the loss of its batch before it; NaN where only the epoch's mean is known
  /// @param rate its learning rate; NaN if there is none
  /// @param layers numbers by layer and name: `gradientNorm`, `weightNorm`, `updateRatio`, and
  ///   those of the signal such as `rowStd`
  public record Look(long step, double loss, double rate, Map<String, Map<String, Double>> layers) {
    /// A number of a layer; NaN if it was not seen.
    public double of(String layer, String name) {
      return layers.getOrDefault(layer, Map.of()).getOrDefault(name, Double.NaN);
    }

    /// The median over layers of the share by which the step moved a layer's weights.
    double update() {
      return median(Arrays.stream(all("updateRatio")).filter(Double::isFinite));
    }

    /// A number of the layers that have it, in their order.
    public double[] all(String name) {
      return layers.values().stream()
          .filter(layer -> layer.containsKey(name))
          .mapToDouble(layer -> layer.get(name))
          .toArray();
    }
  }

  /// The end of an epoch.
  ///
  /// @param number the number of the epoch, from 1
  /// @param step the number of its last step
  /// @param loss the mean loss of its batches
  /// @param validation the metrics on the validation part; empty without one
  public record Epoch(int number, long step, double loss, Map<String, Double> validation) {}

  /// Reads the file line by line; what is left of a line that was being written when its process
  /// ended is passed over.
  ///
  /// @throws UserException if the file cannot be read
  public static Recording read(Path file) {
    List<Look> looks = new ArrayList<>();
    List<Epoch> epochs = new ArrayList<>();
    Optional<Ending> ending = Optional.empty();
    long steps = 0;
    if (Files.notExists(file)) {
      return new Recording(looks, epochs, ending, steps);
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        Map<String, Object> line;
        try {
          line = Json.parseMap(text, file.toString());
        } catch (UserException e) {
          continue;
        }
        add(line, looks, epochs);
        steps = line.containsKey("step") ? (long) number(line.get("step")) : steps;
        Object why = map(line.get("result")).get("ending");
        ending = Arrays.stream(Ending.values()).filter(e -> e.text().equals(why)).findFirst();
      }
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return new Recording(looks, epochs, ending, steps);
  }

  private static void add(Map<String, Object> line, List<Look> looks, List<Epoch> epochs) {
    if (!line.containsKey("step")) {
      return;
    }
    long step = (long) number(line.get("step"));
    if (line.containsKey("epoch")) {
      epochs.add(
          new Epoch(
              (int) number(line.get("epoch")),
              step,
              number(map(line.get("train")).get("loss")),
              numbers(map(line.get("validation")))));
    }
    boolean known = !looks.isEmpty() && looks.getLast().step == step;
    if (line.containsKey("layers") && !known) {
      Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
      map(line.get("layers")).forEach((name, of) -> layers.put(name, numbers(map(of))));
      looks.add(new Look(step, number(line.get("loss")), number(line.get("learningRate")), layers));
    }
  }

  private static Map<String, Double> numbers(Map<String, Object> tree) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    tree.forEach((name, value) -> numbers.put(name, number(value)));
    return numbers;
  }

  private static Map<String, Object> map(Object node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> m) {
      m.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }

  private static double number(Object node) {
    return node instanceof Number || node instanceof String ? Json.number(node, "") : Double.NaN;
  }

  /// The names of the layers that have parameters, in their order.
  public List<String> weighted() {
    return looks.isEmpty()
        ? List.of()
        : looks.getFirst().layers.entrySet().stream()
            .filter(layer -> layer.getValue().containsKey("weightNorm"))
            .map(Map.Entry::getKey)
            .toList();
  }

  /// The losses in their order: of epochs if there are several, else of the steps looked at.
  public double[] losses() {
    return (epochs.size() > 2
            ? epochs.stream().mapToDouble(Epoch::loss)
            : looks.stream().mapToDouble(Look::loss))
        .filter(loss -> !Double.isNaN(loss))
        .toArray();
  }

  /// The median share by which a step moved the weights of a layer.
  public double update() {
    return median(Look::update);
  }

  /// How far the weights can have come from where they began, in their own size: the number of
  /// steps times their median share.
  public double travelled() {
    return looks.isEmpty() ? 0 : looks.getLast().step * update();
  }

  /// The median over all looks of a number; NaN without any.
  public double median(ToDoubleFunction<Look> number) {
    return median(looks.stream().mapToDouble(number));
  }

  /// The median of those that are numbers; NaN without any.
  static double median(DoubleStream numbers) {
    double[] sorted = numbers.filter(x -> !Double.isNaN(x)).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}

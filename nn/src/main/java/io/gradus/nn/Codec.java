package io.gradus.nn;

import io.gradus.array.DType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Records ⇄ plain trees of maps, lists, texts, numbers and truth values, such as YAML and JSON
/// hold.
///
/// Names, defaults and limits come from the [Setting] of each record component. Interfaces are read
/// by the converter registered for them, often a [Catalog].
public final class Codec {
  /// The two directions for a type that is not a record.
  public interface Converter<T> {
    /// The value of a node.
    ///
    /// @throws UserException made by `in`, naming the place
    T read(Object node, Reading in);

    /// The node of a value.
    Object write(T value, Codec codec);

    /// The names that can be written, if there is a choice.
    default Collection<String> names() {
      return List.of();
    }

    /// The record that holds the settings of a name, if it has any.
    default Optional<Class<? extends Record>> settings(String name) {
      return Optional.empty();
    }
  }

  private final Map<Class<?>, Converter<?>> converters = new HashMap<>();

  /// A codec that knows records, lists, enums, texts, numbers and number formats.
  public Codec() {
    with(
        DType.class,
        new Converter<>() {
          @Override
          public DType read(Object node, Reading in) {
            return in.ask(() -> DType.of(in.text(node)));
          }

          @Override
          public Object write(DType value, Codec codec) {
            return value.text();
          }
        });
  }

  /// A codec that knows layers, activations, initializers and losses too.
  public static Codec ofNetworks() {
    return new Codec()
        .with(Layer.class, Layers.CATALOG)
        .with(Activation.class, Activations.CONVERTER)
        .with(Initializer.class, Initializers.CATALOG)
        .with(ClassWeights.class, ClassWeights.CONVERTER)
        .with(Loss.class, Losses.CATALOG);
  }

  /// Registers a type.
  public <T> Codec with(Class<T> type, Converter<T> converter) {
    converters.put(type, converter);
    return this;
  }

  /// What is registered for a type.
  Optional<Converter<?>> converter(Class<?> type) {
    return Optional.ofNullable(converters.get(type));
  }

  /// The record that a tree describes.
  ///
  /// @param place the place of a dotted path in the user's file, such as `spec.yaml:12`, or an
  ///   empty text if it is not known
  /// @throws UserException naming the place and the likely fix
  public <R extends Record> R read(Class<R> type, Object tree, UnaryOperator<String> place) {
    return new Reading(this, "", place).record(type, tree);
  }

  /// The tree of a value, with all settings in it.
  public Object write(Object value) {
    Class<?> type = value.getClass();
    for (Map.Entry<Class<?>, Converter<?>> entry : converters.entrySet()) {
      if (entry.getKey().isInstance(value)) {
        return write(entry.getValue(), value);
      }
    }
    return switch (value) {
      case Record r -> fields(r);
      case Enum<?> e -> kebab(e.name());
      case List<?> list -> list.stream().map(this::write).toList();
      case Map<?, ?> map -> {
        Map<String, Object> tree = new TreeMap<>();
        map.forEach((name, v) -> tree.put((String) name, write(v)));
        yield tree;
      }
      case String s -> s;
      case Number n -> n;
      case Boolean b -> b;
      default -> throw new IllegalArgumentException("no tree form for " + type);
    };
  }

  @SuppressWarnings("unchecked") // the registered class of the converter was checked by the caller
  private <T> Object write(Converter<T> converter, Object value) {
    return converter.write((T) value, this);
  }

  /// The settings of a record by name; empty `Optional`s and lists without a default are left out.
  Map<String, Object> fields(Record value) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent c : value.getClass().getRecordComponents()) {
      Object field = get(c, value);
      Object plain = field instanceof Optional<?> o ? o.orElse(null) : field;
      if (plain == null) {
        String word = setting(c).value().equals("auto") ? "auto" : setting(c).empty();
        if (!word.isEmpty()) {
          tree.put(name(c), word);
        }
      } else if (!plain.equals(List.of()) && !plain.equals(Map.of())
          || !setting(c).value().isEmpty()) {
        tree.put(name(c), write(plain));
      }
    }
    return tree;
  }

  private static Object get(RecordComponent c, Record value) {
    try {
      return c.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + c, e);
    }
  }

  static String name(RecordComponent c) {
    return kebab(c.getName());
  }

  static Setting setting(RecordComponent c) {
    Setting s = c.getAnnotation(Setting.class);
    if (s == null) {
      throw new IllegalStateException(c.getDeclaringRecord() + "." + c.getName() + ": no @Setting");
    }
    return s;
  }

  /// `labelSmoothing`, `LabelSmoothing` and `LABEL_SMOOTHING` as `label-smoothing`.
  static String kebab(String name) {
    String words = name.replace('_', '-');
    if (words.equals(words.toUpperCase(Locale.ROOT))) {
      return words.toLowerCase(Locale.ROOT);
    }
    return words.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// Where in the tree a codec reads: a dotted path and what belongs to it.
  ///
  /// @param codec the codec that reads
  /// @param path the dotted path from the root
  /// @param place from a path to its place in the user's file
  public record Reading(Codec codec, String path, UnaryOperator<String> place) {
    /// The node below.
    public Reading at(String key) {
      return new Reading(codec, path.isEmpty() ? key : path + "." + key, place);
    }

    /// An error here.
    public UserException error(String message) {
      String where = place.apply(path);
      return new UserException(where.isEmpty() ? message : where + ": " + message);
    }

    /// An error about the value here, which the message calls by its path.
    public UserException wrong(String expected, Object found) {
      String what =
          found instanceof Map ? "a map" : found instanceof List ? "a list" : "'" + found + "'";
      return error(path + ": expected " + expected + ", but found " + what);
    }

    /// The answer, with the place added to any complaint.
    public <T> T ask(Supplier<T> answer) {
      try {
        return answer.get();
      } catch (IllegalArgumentException | UserException e) {
        throw error(path + ": " + e.getMessage());
      }
    }

    /// The node as text.
    public String text(Object node) {
      if (node instanceof Map || node instanceof List) {
        throw wrong("a text", node);
      }
      return String.valueOf(node);
    }

    /// The node as a map with text keys, each of which must be known.
    public Map<String, Object> map(Object node, List<String> known) {
      if (!(node instanceof Map<?, ?> map)) {
        throw wrong("a map of settings", node);
      }
      Map<String, Object> out = new LinkedHashMap<>();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        String key = String.valueOf(e.getKey());
        if (!known.contains(key)) {
          throw at(key).error("unknown key '" + at(key).path() + "'" + Nearest.hint(key, known));
        }
        out.put(key, e.getValue());
      }
      return out;
    }

    /// The node as a record.
    public <R extends Record> R record(Class<R> type, Object node) {
      RecordComponent[] components = type.getRecordComponents();
      Map<String, Object> map = map(node, Arrays.stream(components).map(Codec::name).toList());
      Object[] args = new Object[components.length];
      for (int i = 0; i < args.length; i++) {
        RecordComponent c = components[i];
        args[i] = at(Codec.name(c)).component(c, map.get(Codec.name(c)));
      }
      try {
        Class<?>[] types =
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types).newInstance(args);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof UserException u) {
          throw error((path.isEmpty() ? "" : path + ": ") + u.getMessage());
        }
        throw new IllegalStateException("cannot make " + type, e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make " + type, e);
      }
    }

    private Object component(RecordComponent c, Object node) {
      Setting setting = setting(c);
      Object given = node != null ? node : setting.value().isEmpty() ? null : setting.value();
      boolean optional = c.getType() == Optional.class;
      boolean auto = setting.value().equals("auto") && (optional || c.getType().isInterface());
      boolean none = optional && !setting.empty().isEmpty() && setting.empty().equals(given);
      if (given == null || none || auto && "auto".equals(given)) {
        if (optional) {
          return Optional.empty();
        }
        if (c.getType() == List.class) {
          return List.of();
        }
        if (c.getType() == Map.class) {
          return Map.of();
        }
        if (given == null && c.getType().isRecord()) {
          return value(c.getType(), Map.of(), setting);
        }
        if (given == null) {
          throw error("missing setting '" + path + "': " + setting.doc());
        }
        return null;
      }
      return optional
          ? Optional.of(value(argument(c.getGenericType()), given, setting))
          : value(c.getGenericType(), given, setting);
    }

    private Object value(Type type, Object node, Setting setting) {
      if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
        return list(argument(p), node, setting);
      }
      if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
        return values(p.getActualTypeArguments()[1], node, setting);
      }
      Class<?> raw = (Class<?>) type;
      Converter<?> converter = codec.converters.get(raw);
      if (converter != null) {
        return converter.read(node, this);
      }
      if (raw.isRecord()) {
        return record(raw.asSubclass(Record.class), node);
      }
      if (raw == boolean.class) {
        return truth(node);
      }
      if (raw == String.class || raw.isEnum()) {
        return name(raw, node, setting);
      }
      return number(raw, node, setting);
    }

    /// A map from names that are the user's own.
    private Map<String, Object> values(Type element, Object node, Setting setting) {
      if (!(node instanceof Map<?, ?> map)) {
        throw wrong("a map of names and values", node);
      }
      Map<String, Object> values = new TreeMap<>();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        String name = String.valueOf(e.getKey());
        values.put(name, at(name).value(element, e.getValue(), setting));
      }
      return Collections.unmodifiableMap(values);
    }

    private List<Object> list(Type element, Object node, Setting setting) {
      List<?> nodes = node instanceof List<?> l ? l : List.of(node);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Object n = nodes.get(i);
        if (n == null) {
          throw at(String.valueOf(i)).wrong("a value", "nothing");
        }
        values.add(at(String.valueOf(i)).value(element, n, setting));
      }
      return List.copyOf(values);
    }

    private Object name(Class<?> raw, Object node, Setting setting) {
      String text = text(node);
      List<Object> values =
          raw.isEnum() ? List.of(raw.getEnumConstants()) : List.of((Object[]) setting.oneOf());
      if (values.isEmpty()) {
        return text;
      }
      for (Object value : values) {
        if (text.equals(codec.write(value))) {
          return value;
        }
      }
      List<String> known = values.stream().map(v -> (String) codec.write(v)).toList();
      throw error(path + ": unknown value '" + text + "'" + Nearest.hint(text, known));
    }

    private boolean truth(Object node) {
      String text = text(node);
      if (!text.equals("true") && !text.equals("false")) {
        throw wrong("true or false", node);
      }
      return text.equals("true");
    }

    /// The node as a number.
    public double number(Object node) {
      return number(node, "a number");
    }

    private double number(Object node, String expected) {
      try {
        return Double.parseDouble(String.valueOf(node));
      } catch (NumberFormatException e) {
        throw wrong(expected, node);
      }
    }

    private Number number(Class<?> raw, Object node, Setting setting) {
      double x =
          number(node, "a number" + (setting.empty().isEmpty() ? "" : " or " + setting.empty()));
      if (Double.isNaN(x) || x < setting.min() || x > setting.max()) {
        String limits =
            setting.max() == Double.POSITIVE_INFINITY
                ? "must be at least " + plain(setting.min())
                : "must be between " + plain(setting.min()) + " and " + plain(setting.max());
        throw error(path + " " + limits + ", but is " + node);
      }
      if (raw == double.class || raw == Double.class) {
        return x;
      }
      long whole;
      try {
        whole =
            node instanceof Number n && x == Math.rint(x)
                ? n.longValue()
                : Long.parseLong(text(node));
      } catch (NumberFormatException e) {
        throw wrong("a whole number", node);
      }
      if (raw == long.class || raw == Long.class) {
        return whole;
      }
      if (whole != (int) whole) {
        throw wrong("a whole number below 2^31", node);
      }
      return (int) whole;
    }

    private static String plain(double x) {
      return x == Math.rint(x) && Math.abs(x) < 1e15 ? String.valueOf((long) x) : String.valueOf(x);
    }

    private static Type argument(Type generic) {
      return ((ParameterizedType) generic).getActualTypeArguments()[0];
    }
  }
}

// One RDKit in its own V8, driven by one thread at a time.
using System.Reflection;
using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;
using Microsoft.ClearScript.V8;

namespace DataHub.Chemistry;

/// <summary>What an engine answered (JSON), or how it failed: then it is no longer <see cref="RdkitEngine.Sound"/>.</summary>
readonly record struct EngineAnswer(string? Json, string? Failure);

/// <summary>
/// RDKit's MinimalLib (WebAssembly) inside V8: about 125 MB and 0.8 CPU seconds to start. Input that breaks WebAssembly breaks this engine only;
/// after a trap or a time-out it is not used again.
/// </summary>
sealed class RdkitEngine : IDisposable
{
    /// <summary>An engine whose WebAssembly memory has grown beyond this many bytes is retired; it never shrinks by itself.</summary>
    const long HeapLimit = 512L << 20;

    const string Surroundings = """
        globalThis.window = globalThis;
        globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {} };
        globalThis.performance = { now: () => Date.now() };
        globalThis.crypto = { getRandomValues(a) { for (let i = 0; i < a.length; i++) a[i] = Math.random() * 256; return a; } };
        globalThis.setTimeout = f => { Promise.resolve().then(() => f()); return 0; };
        globalThis.clearTimeout = () => {};
        globalThis.TextDecoder = class {
          constructor(label) { this.wide = /16/.test(label || ''); }
          decode(bytes) {
            let text = '';
            if (this.wide) { for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | bytes[i + 1] << 8); return text; }
            let high = 0;
            for (let i = 0; i < bytes.length; i++) high |= bytes[i];
            for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 4096));
            if (high < 128) return text;
            try { return decodeURIComponent(escape(text)); } catch { return text; }
          }
        };
        """;

    static readonly Lazy<byte[]> Wasm = new(() => Resource("RDKit_minimal.wasm"));
    static readonly Lazy<string> Glue = new(() => System.Text.Encoding.UTF8.GetString(Resource("RDKit_minimal.js")));
    static readonly Lazy<string> Questions = new(() => System.Text.Encoding.UTF8.GetString(Resource("rdkit.js")));

    readonly V8ScriptEngine _v8;
    readonly ScriptObject _rdkit;
    readonly Timer _watch;
    readonly Lock _gate = new();
    bool _running;
    int _calls;

    /// <summary>Starts an engine.</summary>
    /// <exception cref="InvalidOperationException">V8 or RDKit could not be started: the installation is broken.</exception>
    public RdkitEngine()
    {
        _v8 = new V8ScriptEngine(new V8RuntimeConstraints { MaxOldSpaceSize = 512 });
        try
        {
            _v8.Execute("surroundings.js", Surroundings);
            byte[] wasm = Wasm.Value;
            using var bytes = (ITypedArray<byte>)_v8.Evaluate($"globalThis.wasm = new Uint8Array({wasm.Length})");
            bytes.WriteBytes(wasm, 0, (ulong)wasm.Length, 0);
            _v8.Execute("RDKit_minimal.js", Glue.Value);
            _v8.Execute("start.js", """
                initRDKitModule({
                  locateFile: name => name,
                  instantiateWasm(imports, done) {
                    const module = new WebAssembly.Module(globalThis.wasm);
                    delete globalThis.wasm;
                    done(new WebAssembly.Instance(module, imports), module);
                  },
                }).then(module => { globalThis.rdkit = module; }, error => { globalThis.failure = String(error); });
                """);
            if (_v8.Evaluate("globalThis.rdkit === undefined") is true)
                throw new InvalidOperationException($"RDKit did not start in V8: {_v8.Evaluate("globalThis.failure") as string ?? "its module never became ready"}");
            _rdkit = (ScriptObject)_v8.Evaluate("rdkit.js", $"({Questions.Value.TrimEnd()})(globalThis.rdkit)");
            Version = "rdkit " + _rdkit["version"];
        }
        catch
        {
            _v8.Dispose();
            throw;
        }
        _watch = new Timer(_ => Expire());
    }

    /// <summary>Name and version of the toolkit, e.g. "rdkit 2026.09.1".</summary>
    public string Version { get; }

    /// <summary>False after a trap or a time-out: the engine must be disposed of.</summary>
    public bool Sound { get; private set; } = true;

    /// <summary>Asks one of the questions of rdkit.js. Takes at most <paramref name="limit"/>.</summary>
    public EngineAnswer Ask(string question, TimeSpan limit, params object?[] arguments)
    {
        lock (_gate) _running = true;
        _watch.Change(limit, Timeout.InfiniteTimeSpan);
        try
        {
            string json = (string)_rdkit.InvokeMethod(question, arguments);
            if (++_calls % 256 == 0 && Convert.ToInt64(_rdkit.InvokeMethod("heap")) > HeapLimit) Sound = false;
            return new(json, null);
        }
        catch (ScriptInterruptedException)
        {
            Sound = false;
            return new(null, $"it took longer than {limit.TotalSeconds:0.###} s");
        }
        catch (ScriptEngineException trap)
        {
            Sound = false;
            return new(null, $"it is beyond the toolkit ({trap.Message})");
        }
        finally
        {
            lock (_gate) _running = false;
            _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        lock (_gate) _running = false;
        // What still refers into the engine would put its end off to a time of the finalizer's choice.
        _rdkit.Dispose();
        _v8.Dispose();
    }

    // An interrupt that comes when the call has just ended would hit the next call: such an engine is given up as well.
    void Expire()
    {
        lock (_gate)
        {
            if (!_running) return;
            Sound = false;
            _v8.Interrupt();
        }
    }

    static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not inside DataHub.Chemistry.dll: build the project again");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

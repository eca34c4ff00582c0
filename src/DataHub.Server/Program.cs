// The server's entry: builds the host over a hub and maps the routes.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Server.Description;
using DataHub.Server.Pages;
using DataHub.Server.Routes;
using DataHub.Store;

namespace DataHub.Server;

/// <summary>Builds and runs the server.</summary>
public static class Program
{
    /// <summary>Runs the server until it is stopped: [--home FOLDER] [--urls URLS] [--read-only].</summary>
    public static int Main(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
        var options = new HubOptions(Option("--home") ?? HubOptions.DefaultFolder) { ReadOnly = args.Contains("--read-only") };
        using var hub = Open(options, Console.Error);
        using var app = Build(hub, Option("--urls") ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:5080");
        app.Start();
        Console.WriteLine($"DataHub listens on {string.Join(", ", app.Urls)} over {options.Folder}{(hub.Options.ReadOnly ? " (read-only)" : "")}");
        app.WaitForShutdown();
        return 0;
    }

    /// <summary>Opens a hub for writing, or for reading only if another process writes, and says so.</summary>
    public static Hub Open(HubOptions options, TextWriter say)
    {
        try { return Hub.Open(options); }
        catch (ArchiveBusyException e)
        {
            say.WriteLine($"{e.Message}\nThis server reads only: uploads and campaigns are refused until it is restarted without the other writer.");
            return Hub.Open(options with { ReadOnly = true });
        }
    }

    /// <summary>A web application over a hub, listening where <paramref name="urls"/> (separated by ';') say; not started. The hub stays the caller's.</summary>
    public static WebApplication Build(Hub hub, string urls, ServerOptions? options = null)
    {
        options ??= ServerOptions.FromEnvironment();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Program).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production" });
        // Standard output belongs to the caller; the log goes to standard error.
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestLineSize = 128 * 1024;
            k.Limits.MaxRequestBodySize = options.MaxUploadBytes;
        });
        var services = builder.Services;
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        services.AddSingleton(hub).AddSingleton(options);
        services.AddCors(c => c.AddDefaultPolicy(p => p.AllowAnyOrigin().WithMethods("GET", "HEAD").AllowAnyHeader()
            .WithExposedHeaders("ETag", "Link", "Content-Range", "Accept-Ranges", "Content-Length", "Content-Disposition", "Repr-Digest", "OData-Version", "Preference-Applied", "Location", "Retry-After", "Age", "Server-Timing")));
        services.ConfigureHttpJsonOptions(o => Shape(o.SerializerOptions));
        services.AddControllers().AddApplicationPart(typeof(Program).Assembly).AddJsonOptions(o => Shape(o.JsonSerializerOptions)).AddHubOData();
        services.AddHubDescription();
        services.AddRequestLimits(options);
        services.AddMeasures();
        services.AddSingleton<QueryWatch>().AddSingleton<AggregateCache>();

        var app = builder.Build();
        app.UseProblems();
        app.UseRateLimiter();
        app.UseMeasures(options);
        var watch = app.Services.GetRequiredService<QueryWatch>();
        app.Use(next => http => watch.Follow(http, next, options.SlowQuerySeconds, app.Logger));
        app.UseDeadline(options);
        app.UseHeads();
        app.UseUsage(hub);
        app.UseCors();
        app.UseODataProtocol(hub);
        app.UseRouting();
        app.MapControllers();
        app.MapCalculations();
        app.MapQuarantine();
        app.MapMolecules();
        app.MapKnown();
        app.MapLevels();
        app.MapKnownLists();
        app.MapCampaigns();
        app.MapClaims();
        app.MapLedger();
        app.MapWithdrawals();
        app.MapSearch();
        app.MapStructures();
        app.MapTrainingSets();
        app.MapExports();
        app.MapRecords();
        app.MapDatasets();
        app.MapDatasetWrites();
        app.MapDatasetFiles();
        app.MapIdentifiers();
        app.MapOptimade(hub, options);
        app.MapDescribed();
        app.MapDiscovery();
        app.MapOai();
        app.MapLake();
        app.MapTables();
        app.MapPages();
        app.MapDescription();
        if (!hub.Options.ReadOnly && hub.Outbox.Any) Register(hub, app.Logger, options, app.Lifetime.ApplicationStopping);
        if (hub.Options.ReadOnly) Follow(hub, app.Logger, app.Lifetime.ApplicationStopping);
        return app;
    }

    static void Shape(JsonSerializerOptions o)
    {
        o.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        o.Converters.Add(new LowerCase<Model.Status>());
        o.Converters.Add(new LowerCase<Model.LevelKind>());
        o.Converters.Add(new Store.Releases.SnakeCase<Model.Datasets.AccessKind>());
        o.Converters.Add(new Store.Releases.SnakeCase<Model.Datasets.DraftState>());
        o.Converters.Add(new JsonStringEnumConverter());
        o.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    }

    /// <summary>Registries are told what identifiers are to be, soon after a change, and again later where they could not be reached.</summary>
    static void Register(Hub hub, ILogger log, ServerOptions options, CancellationToken stop) => _ = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.RegisterSeconds));
        try
        {
            do
            {
                var (_, waiting) = await hub.Outbox.Run(false, stop);
                if (waiting > 0) log.LogWarning("{Waiting} identifiers wait to be registered; datahub dataset identifiers tells why", waiting);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }, CancellationToken.None);

    /// <summary>A reading server takes in what the writer appends, every two seconds.</summary>
    static void Follow(Hub hub, ILogger log, CancellationToken stop) => _ = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                try { hub.Archive.CatchUp(); }
                catch (IOException e) { log.LogWarning(e, "the archive could not be caught up with; it is tried again"); }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
    }, CancellationToken.None);
}

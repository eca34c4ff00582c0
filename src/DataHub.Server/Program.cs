// The server's entry: builds the host and maps the routes.
namespace DataHub.Server;

/// <summary>Builds and runs the server.</summary>
public static class Program
{
    /// <summary>Runs the server until it is stopped.</summary>
    public static int Main(string[] args) { WebApplication.CreateBuilder(args).Build().Run(); return 0; }

    /// <summary>A web application over a hub, listening where <paramref name="urls"/> say; not started.</summary>
    public static WebApplication Build(Hub hub, string urls) => throw new NotImplementedException($"{hub}{urls}");
}

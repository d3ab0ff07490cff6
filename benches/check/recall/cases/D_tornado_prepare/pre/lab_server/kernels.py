import subprocess


def kernel_specs() -> list[str]:
    done = subprocess.run(["jupyter", "kernelspec", "list"], capture_output=True, text=True)  # hit: get
    return [line.split()[0] for line in done.stdout.splitlines()[1:]]

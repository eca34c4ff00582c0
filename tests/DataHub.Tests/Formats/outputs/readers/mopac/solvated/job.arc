

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:12:36 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 EPS=78.4 AUX(PRECISION=8) THREADS=1
 water in water



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -65.21164 KCAL/MOL =    -272.84550 KJ/MOL
          DIELECTRIC ENERGY       =         -0.36540 EV
          GRADIENT NORM           =          0.14623          =       0.08443 PER ATOM
          DIPOLE                  =          2.44556 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         12.404932 EV
          HOMO LUMO ENERGIES (EV) =        -12.405  4.358
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.54 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.26 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51896
            H     2    O     1     0.59543
            H     3    O     1     0.00000
          SCF CALCULATIONS        =          6
          WALL-CLOCK TIME         =      0.012 SECONDS
          COMPUTATION TIME        =      0.010 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 EPS=78.4 AUX(PRECISION=8) THREADS=1
 water in water

  O     0.00000000 +1  -0.00000154 +1   0.12028460 +1
  H     0.00000000 +1   0.75948396 +1  -0.47514790 +1
  H     0.00000000 +1  -0.75947783 +1  -0.47514338 +1

